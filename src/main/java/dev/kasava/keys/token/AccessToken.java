package dev.kasava.keys.token;

import java.time.Duration;
import java.time.Instant;

/**
 * A signed access token, in full. Nothing gets its text by accident: {@link #toString} is redacted
 * and {@link #reveal} is the one exit. Immutable and thread-safe.
 */
public final class AccessToken {
  private final String text;
  private final Instant issuedAt;
  private final Instant expiresAt;

  AccessToken(String text, Instant issuedAt, Instant expiresAt) {
    this.text = text;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
  }

  /** The text itself. Call it only where it is handed to whoever asked for it. */
  public String reveal() {
    return text;
  }

  public Instant expiresAt() {
    return expiresAt;
  }

  /** How long it lives from when it was issued. */
  public Duration lifetime() {
    return Duration.between(issuedAt, expiresAt);
  }

  @Override
  public String toString() {
    return "AccessToken[redacted]";
  }
}
