package dev.kasava.keys.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param nextCursor null on the last page
 */
public record KeyListShape(List<KeyShape> keys, @Nullable String nextCursor) {}
