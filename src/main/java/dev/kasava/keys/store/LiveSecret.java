package dev.kasava.keys.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a secret that still works.
 *
 * @param until when it ends by itself; null when it does not
 * @param isUnused whether its first use is awaited, which ends the one before it
 */
public record LiveSecret(Instant createdAt, @Nullable Instant until, boolean isUnused) {}
