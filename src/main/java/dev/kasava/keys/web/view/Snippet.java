package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * Something to paste. The key never stands in it: where it belongs there is a gap, which shows a
 * mask and is filled when it is copied.
 *
 * @param id unique on its page, for the browser
 * @param hint where it goes; empty when that goes without saying
 * @param before the text, up to the gap
 * @param after the text behind the gap; null when there is none
 * @param link what does the same by a click; null when nothing does
 */
public record Snippet(
    String id,
    String label,
    String hint,
    String before,
    @Nullable String after,
    @Nullable String link) {}
