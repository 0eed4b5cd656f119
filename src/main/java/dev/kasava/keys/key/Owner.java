package dev.kasava.keys.key;

import java.time.Instant;
import java.time.ZoneId;

/**
 * Whoever keys belong to.
 *
 * @param timeZone in which this owner's "today" is counted unless a reader asks for another
 */
public record Owner(OwnerId id, String name, ZoneId timeZone, Instant createdAt) {}
