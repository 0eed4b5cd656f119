package dev.kasava.keys.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when until when a secret that was not ended can be used.
 *
 * @param until the end of its overlap; null when no time is set for it
 */
public record SecretLife(Instant createdAt, @Nullable Instant until) {}
