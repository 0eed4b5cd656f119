package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a secret that works.
 *
 * @param isForeign whether it was made elsewhere, and is in no form of ours
 * @param until the end of its overlap; null when no time is set for it
 */
public record KeptSecret(
    KeyDigest digest, boolean isForeign, Instant createdAt, @Nullable Instant until) {}
