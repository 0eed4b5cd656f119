package dev.kasava.keys.key;

import java.time.Instant;

/**
 * That two secrets of a key work side by side for a while.
 *
 * @param isOld whether it is the old one that was used
 * @param until when the old one ends
 */
public record SecretOverlap(boolean isOld, Instant until) {}
