package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * An old secret that works beside the new one.
 *
 * @param ends null when it ends with the first use of the new one
 * @param lastUsed null when it was not since there is the new one, or that is not known
 * @param newUsed whether the new one was used
 */
public record OldSecret(@Nullable Moment ends, @Nullable Moment lastUsed, boolean newUsed) {}
