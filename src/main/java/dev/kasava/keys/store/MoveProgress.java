package dev.kasava.keys.store;

/** Hears how far a move from one database to another is. */
@FunctionalInterface
public interface MoveProgress {
  /** What is being done. */
  enum Step {
    COPYING,
    VERIFYING
  }

  /**
   * @param done rows of the table; at the end as many as {@code total}
   * @param total rows that it has where they come from
   */
  void at(Step step, String table, long done, long total);
}
