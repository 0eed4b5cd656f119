package dev.kasava.keys.store;

import dev.kasava.keys.key.KeySummary;
import java.util.List;

/**
 * @param more whether there are keys after the last one
 */
public record KeyPage(List<KeySummary> keys, boolean more) {}
