package dev.kasava.keys.wire;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.UpdateKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many requests in how many seconds.
 *
 * @param requests null only in what somebody sent
 * @param windowSeconds likewise
 */
public record RateLimitShape(@Nullable Long requests, @Nullable Long windowSeconds) {
  static @Nullable RateLimitShape of(@Nullable RateLimit limit) {
    return limit == null ? null : new RateLimitShape(limit.requests(), limit.window().toSeconds());
  }

  /** The limit for a new key; empty when not a word was said. */
  public static Outcome<Optional<RateLimit>> limit(@Nullable RateLimitShape shape) {
    return shape == null ? Outcome.done(Optional.empty()) : shape.parsed().map(Optional::of);
  }

  /** What a merge patch (RFC 7396) makes of a limit; it is set as a whole. */
  public static Outcome<UpdateKey.Limit> change(@Nullable JsonNode node, Json json) {
    return switch (node) {
      case null -> Outcome.done(new UpdateKey.Limit.Unchanged());
      case ObjectNode fields ->
          json.read(fields, RateLimitShape.class)
              .then(RateLimitShape::parsed)
              .map(UpdateKey.Limit.To::new);
      case JsonNode other ->
          other.isNull()
              ? Outcome.done(new UpdateKey.Limit.None())
              : Outcome.refused(
                  new Refusal.Invalid(
                      "rateLimit",
                      "The limit has to be an object with requests and windowSeconds, or null for"
                          + " none."));
    };
  }

  /** For example {@code 100 requests in 60 seconds}. */
  public String text() {
    return requests == null || windowSeconds == null
        ? "unknown"
        : RateLimit.text(requests, windowSeconds);
  }

  private Outcome<RateLimit> parsed() {
    return requests == null || windowSeconds == null
        ? Outcome.refused(
            new Refusal.Invalid("rateLimit", "A limit needs both requests and windowSeconds."))
        : RateLimit.of(requests, windowSeconds);
  }
}
