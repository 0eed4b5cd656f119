package dev.kasava.keys.mcp.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of a kind a caller may have noted of its sessions in an hour, so that nobody fills the
 * store. Thread-safe.
 */
final class NoteQuota {
  static final int MOST = 1_000;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<String, Integer> taken = new HashMap<>();
  private Instant end = Instant.EPOCH;

  NoteQuota(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more of this kind may be noted for this caller. */
  synchronized boolean take(String kindAndCaller) {
    Instant now = clock.instant();
    if (!now.isBefore(end)) {
      taken.clear();
      end = now.plus(WINDOW);
    }
    return taken.merge(kindAndCaller, 1, Integer::sum) <= MOST;
  }

  /** After how many seconds whoever was refused may come back; at least 1. */
  synchronized long secondsLeft() {
    return Math.max(1, Duration.between(clock.instant(), end).toSeconds());
  }
}
