package dev.kasava.keys.token;

import dev.kasava.keys.key.Scopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a genuine token says.
 *
 * @param owner what the claim says that names the owner; null when it is not there
 * @param clientId null when it is not there
 * @param scopes in our own words
 * @param issuedAt null when it does not say
 * @param id its {@code jti}; null when it has none
 */
public record TokenClaims(
    String issuer,
    String subject,
    @Nullable String owner,
    @Nullable String clientId,
    Scopes scopes,
    List<String> audience,
    @Nullable Instant issuedAt,
    Instant expiresAt,
    @Nullable String id) {}
