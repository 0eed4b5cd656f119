package dev.kasava.keys.key;

import java.time.Duration;

/** How long the old secret of a key lives on once a new one was generated. */
public sealed interface Overlap {
  /** The longest that a time can be set for. */
  Duration LONGEST = Duration.ofDays(30);

  /** For a set time. */
  record For(Duration time) implements Overlap {}

  /**
   * Until the new one was accepted for the first time, however long that takes. So whoever
   * exchanges the secret that they use has one that works at every moment in between.
   */
  record UntilFirstUse() implements Overlap {}
}
