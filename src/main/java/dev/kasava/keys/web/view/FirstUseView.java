package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * Whether a new secret was used.
 *
 * @param path where to ask again
 * @param used null while it was not
 * @param client through which; empty while it was not, or where that is not known
 * @param old the secret that works beside it for a time; null when there is none
 */
public record FirstUseView(
    String path, @Nullable Moment used, String client, @Nullable OldSecret old) {}
