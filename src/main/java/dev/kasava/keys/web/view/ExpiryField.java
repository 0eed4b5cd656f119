package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * The date picker for an expiry.
 *
 * @param value as it was entered, or as it is
 * @param earliest the first day that can be chosen
 * @param latest the last one
 * @param required whether leaving it empty is refused
 * @param hint what an empty field means
 * @param error null when there is nothing wrong
 */
public record ExpiryField(
    String value,
    String earliest,
    String latest,
    boolean required,
    String hint,
    @Nullable String error) {}
