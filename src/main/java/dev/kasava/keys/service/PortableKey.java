package dev.kasava.keys.service;

import dev.kasava.keys.key.RateLimit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key on its way from one installation, or from another product, to another. As somebody wrote
 * it, so nothing in it has to fit. There is no secret in it.
 *
 * @param owner the id or name; null for whomever the import is for
 * @param scopes null for none
 * @param createdAt null for now
 * @param expiresAt null when it never expires
 * @param rateLimit null when it has none
 * @param member the id or name of the member whose it is; null when it acts for the owner itself
 * @param elder a secret that works beside a newer one; null when there is none
 */
public record PortableKey(
    @Nullable String owner,
    String name,
    @Nullable List<String> scopes,
    @Nullable Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable RateLimit rateLimit,
    @Nullable String member,
    PortableSecret secret,
    @Nullable PortableSecret elder) {}
