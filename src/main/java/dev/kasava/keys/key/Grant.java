package dev.kasava.keys.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a good secret may do.
 *
 * @param expiresAt null when it never expires
 * @param rateLimit null when the key has none
 */
public record Grant(
    KeyId keyId,
    OwnerId owner,
    KeyName name,
    Scopes scopes,
    @Nullable Instant expiresAt,
    @Nullable RateLimit rateLimit) {}
