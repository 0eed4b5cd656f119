package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key is good.
 *
 * @param code {@code accepted}, or why not
 * @param message what its holder should do; null when it is good
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerdictShape(
    boolean valid,
    String code,
    @Nullable String message,
    @Nullable String keyId,
    @Nullable String owner,
    @Nullable String name,
    @Nullable List<String> scopes,
    @Nullable Instant expiresAt) {}
