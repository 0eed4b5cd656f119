package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * What stands around every page of a signed-in person.
 *
 * @param csrf the token that every form carries
 * @param notice what was just done; null when nothing was
 */
public record Shell(
    String title,
    Section section,
    String ownerName,
    String keyName,
    String csrf,
    @Nullable String notice,
    AssetPaths assets) {}
