package dev.kasava.keys.blackbox;

/**
 * One thing that an attacker does, and what has to come of it.
 *
 * @param expected how what is seen has to begin; several of them are parted by " or "
 * @param isSlow whether it takes seconds, and is better begun before its turn
 */
record Case(String group, String name, String expected, boolean isSlow, Probe probe) {
  /** Does it, and tells in a few words what came of it. */
  @FunctionalInterface
  interface Probe {
    String see(Target target);
  }

  boolean isAsExpected(String seen) {
    for (String one : expected.split(" or ")) {
      if (seen.equals(one) || seen.startsWith(one + " ") || seen.startsWith(one + ",")) {
        return true;
      }
    }
    return false;
  }
}
