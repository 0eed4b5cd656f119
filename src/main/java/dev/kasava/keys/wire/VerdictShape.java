package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key is good.
 *
 * @param code {@code accepted}, or why not
 * @param message what its holder should do; null when it is good
 * @param rateLimit what the key has left; null when it has no limit, or is refused without it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerdictShape(
    boolean valid,
    String code,
    @Nullable String message,
    @Nullable String keyId,
    @Nullable String owner,
    @Nullable String name,
    @Nullable List<String> scopes,
    @Nullable Instant expiresAt,
    @Nullable AllowanceShape rateLimit) {
  /** Enough to pass on as the header fields RateLimit and RateLimit-Policy. */
  public record AllowanceShape(
      long requests, long windowSeconds, long remaining, long resetSeconds) {}
}
