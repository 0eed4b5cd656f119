package dev.kasava.keys.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a good secret may do.
 *
 * @param expiresAt null when it never expires
 * @param rateLimit null when the key has none
 * @param overlap null unless the secret works beside another of the key
 */
public record Grant(
    KeyId keyId,
    OwnerId owner,
    KeyName name,
    Scopes scopes,
    @Nullable Instant expiresAt,
    @Nullable RateLimit rateLimit,
    @Nullable SecretOverlap overlap) {

  /** One by the key's only secret, for any number of requests. */
  public Grant(
      KeyId keyId, OwnerId owner, KeyName name, Scopes scopes, @Nullable Instant expiresAt) {
    this(keyId, owner, name, scopes, expiresAt, null, null);
  }
}
