package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as programs see it.
 *
 * @param lastClient the client of the last use; null when it was never used
 * @param rateLimit left out when there is none
 * @param createdBy the client that created it
 * @param replacementPending whether a regeneration waits for its claim
 * @param memberId whose of the team it is; null when it acts for the owner itself
 */
public record KeyShape(
    String id,
    String name,
    String preview,
    String status,
    List<String> scopes,
    Instant createdAt,
    @Nullable Instant secretCreatedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String lastClient,
    @Nullable Instant expiresAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RateLimitShape rateLimit,
    String createdBy,
    boolean replacementPending,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String memberId) {}
