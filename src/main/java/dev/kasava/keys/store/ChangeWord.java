package dev.kasava.keys.store;

/**
 * A number that every writer of the same store changes, in whichever process, before its commit
 * becomes visible and again after; while a commit may be under way it is odd. So whoever remembers
 * what it read from the store together with an even word knows, by one look at memory, that nothing
 * has changed since. Thread-safe; reading never blocks.
 */
public interface ChangeWord {
  long get();

  /** Whether a commit may be under way at {@code word}, so that nothing read may be remembered. */
  static boolean isUnsettled(long word) {
    return (word & 1) != 0;
  }
}
