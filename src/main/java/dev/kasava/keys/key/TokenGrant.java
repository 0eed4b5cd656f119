package dev.kasava.keys.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a good access token may do.
 *
 * @param issuer who issued it: this server, or an issuer that it trusts
 * @param subject its {@code sub}
 * @param keyId the key that it was minted from; null for a token of another issuer
 * @param expiresAt when the token itself dies
 * @param rateLimit that of the key, whose requests the token's count among; null for none
 */
public record TokenGrant(
    String issuer,
    String subject,
    @Nullable KeyId keyId,
    OwnerId owner,
    Scopes scopes,
    Instant expiresAt,
    @Nullable RateLimit rateLimit) {}
