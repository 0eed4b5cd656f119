package dev.kasava.keys.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that changed, and which of its access tokens are still good: those that were issued in one
 * of these spans.
 */
public record RevocationShape(String keyId, List<Span> accepted) {
  /**
   * @param issuedFrom in whole seconds, as {@code iat} has it
   * @param until when they end, whatever their {@code exp}; null when no time is set
   */
  public record Span(Instant issuedFrom, @Nullable Instant until) {}

  /**
   * @param next to go on from
   */
  public record Page(List<RevocationShape> keys, String next) {}
}
