package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.store.KeyWriter;
import java.time.Duration;
import java.time.Instant;

/** How long the old secret of a regenerated key lives on. */
final class Overlap {
  static final Duration LONGEST = Duration.ofDays(30);

  private Overlap() {}

  /**
   * Ends the live secrets of a key that is about to get a new one; the newest of them only after
   * the overlap. It never outlives the key, and what had expired before stays dead.
   */
  static void endElderSecrets(
      KeyWriter writer, ApiKey before, ApiKey after, Duration overlap, Instant now) {
    if (overlap.isZero() || before.isExpired(now)) {
      writer.endSecrets(before.id(), now);
      return;
    }
    Instant until = now.plus(overlap);
    Instant expiry = after.expiresAt();
    writer.limitSecrets(
        before.id(), expiry != null && expiry.isBefore(until) ? expiry : until, now);
  }
}
