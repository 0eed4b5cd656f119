package dev.kasava.keys.store;

/**
 * A number that every writer of the same store changes, in whichever process, before its commit
 * becomes visible and again after; while a commit may be under way it is odd. So whoever remembers
 * what it read from the store together with an even word knows, by one look at memory, that nothing
 * has changed since. Thread-safe; reading never blocks.
 */
public interface ChangeWord {
  /** What a word begins with, beyond this bit, tells one history of the store from another. */
  int HISTORY_BIT = 48;

  long get();

  /**
   * Whether the store's log of changes leads from one to the other. It does not where a copy took
   * the store's place that lacks changes: others may bear their numbers.
   */
  static boolean isContinued(long before, long word) {
    return before >>> HISTORY_BIT == word >>> HISTORY_BIT;
  }

  /** Whether a commit may be under way at {@code word}, so that nothing read may be remembered. */
  static boolean isUnsettled(long word) {
    return (word & 1) != 0;
  }
}
