package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * A secret that waits to be claimed.
 *
 * @param client through which it was asked for
 * @param parent the name of the key with which it was asked for; empty when that is not known
 * @param until when the offer lapses
 * @param expires the expiry after the claim; null for never
 * @param overlap how long the old secret lives on; empty unless this replaces one
 * @param refused what refusing would do
 * @param obstacle why the person may not claim it; null when they may
 */
public record ClaimView(
    Shell shell,
    KeyView key,
    String client,
    String parent,
    Moment asked,
    Moment until,
    @Nullable Moment expires,
    String overlap,
    String refused,
    @Nullable String obstacle) {}
