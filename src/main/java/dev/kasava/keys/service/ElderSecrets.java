package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.store.KeyWriter;
import java.time.Duration;
import java.time.Instant;

/** What becomes of the live secrets of a key that is about to get a new one. */
final class ElderSecrets {
  private ElderSecrets() {}

  /**
   * Ends them, but for one that the overlap lets live. That one never outlives the key, and what
   * had expired before stays dead.
   *
   * @return whether the first use of the new secret has to end the one that was left
   */
  static boolean end(KeyWriter writer, ApiKey before, ApiKey after, Overlap overlap, Instant now) {
    if (before.isExpired(now)) {
      writer.endSecrets(before.id(), now);
      return false;
    }
    return switch (overlap) {
      case Overlap.UntilFirstUse untilFirstUse -> writer.keepUsedSecret(before.id(), now);
      case Overlap.For(Duration time) -> {
        end(writer, after, time, now);
        yield false;
      }
    };
  }

  private static void end(KeyWriter writer, ApiKey key, Duration overlap, Instant now) {
    if (overlap.isZero()) {
      writer.endSecrets(key.id(), now);
      return;
    }
    Instant until = now.plus(overlap);
    Instant expiry = key.expiresAt();
    writer.limitSecrets(key.id(), expiry != null && expiry.isBefore(until) ? expiry : until, now);
  }
}
