package dev.kasava.keys.store;

import java.time.Instant;

/**
 * What comes of restoring a backup. Where what it replaces cannot be read, nothing is known of what
 * happened since: then all numbers are 0 but the first two.
 *
 * @param takenAt when the backup was made
 * @param replaced what is there before
 * @param owners that are there afterwards
 * @param keys that are there afterwards
 * @param staying keys that were deleted since and stay so
 * @param revived keys that were deleted since and are there again
 * @param ending keys that were made since, and end
 * @param exchanged keys of which secrets were ended since
 * @param rescoped keys that had other scopes then, and have them again
 */
public record Restored(
    Instant takenAt,
    Present replaced,
    long owners,
    long keys,
    long staying,
    long revived,
    long ending,
    long exchanged,
    long rescoped) {
  /** What a backup is to replace. */
  public enum Present {
    /** Nothing. */
    ABSENT,
    /** A whole database. */
    READABLE,
    /** One that nothing can be learnt from. */
    DAMAGED
  }
}
