package dev.kasava.keys.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a secret that still works.
 *
 * @param until when it ends by itself; null when it does not
 * @param isUnused whether its first use is awaited, which ends the one before it
 * @param lastUsedAt when it was used last while another worked beside it; null when it was not
 */
public record LiveSecret(
    Instant createdAt, @Nullable Instant until, boolean isUnused, @Nullable Instant lastUsedAt) {}
