package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.RateLimitShape;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Results as sentences. Whatever people wrote is quoted, so that it reads as what it is: data. */
final class Prose {
  private Prose() {}

  /** A key in one line. */
  static String line(KeyShape key) {
    return Inert.quoted(key.name())
        + " ("
        + key.id()
        + "): "
        + key.status().replace('_', ' ')
        + ", "
        + (key.scopes().isEmpty() ? "no scopes" : "scopes " + String.join(" ", key.scopes()))
        + ", last used "
        + orNever(key.lastUsedAt())
        + ", expires "
        + orNever(key.expiresAt())
        + limited(key.rateLimit())
        + (key.replacementPending() ? ", a replacement waits for its claim" : "")
        + ".";
  }

  private static String limited(@Nullable RateLimitShape limit) {
    return limit == null ? "" : ", limited to " + limit.text();
  }

  static String orNever(@Nullable Instant moment) {
    return moment == null ? "never" : "at " + moment;
  }
}
