package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.RateLimitShape;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as sentences. Whatever people wrote is quoted, so that it reads as what it is: data. */
final class Prose {
  private static final int MOST_NAMES = 20;

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

  /** The names of the first keys, and how many there are besides. */
  static String names(List<KeySummary> keys) {
    String names =
        keys.stream()
            .limit(MOST_NAMES)
            .map(key -> Inert.quoted(key.key().name().text()))
            .collect(Collectors.joining(", "));
    int left = keys.size() - MOST_NAMES;
    return left > 0 ? names + ", and " + left + " more" : names;
  }

  static String orNever(@Nullable Instant moment) {
    return moment == null ? "never" : "at " + moment;
  }
}
