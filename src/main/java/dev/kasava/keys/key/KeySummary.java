package dev.kasava.keys.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as lists show it. It has no place for a secret or a digest.
 *
 * @param lastUsedAt null when it was never used
 * @param lastClient the client of the last use; null when it was never used
 */
public record KeySummary(ApiKey key, @Nullable Instant lastUsedAt, @Nullable Client lastClient) {}
