package dev.kasava.keys.store;

import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in the log.
 *
 * @param sequence its place; later records have greater ones
 * @param actorName the name of the key that acted; null when no key did, or it is gone
 */
public record AuditEntry(long sequence, AuditRecord record, @Nullable String actorName) {}
