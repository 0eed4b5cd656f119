package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an owner's audit log.
 *
 * @param key the key that it is about, deleted ones included; null for all
 * @param before only records of lesser sequence; {@link Long#MAX_VALUE} for the newest
 * @param limit 1 or more
 */
public record AuditQuery(OwnerId owner, @Nullable KeyId key, long before, int limit) {
  /** The newest records of an owner. */
  public static AuditQuery newest(OwnerId owner, int limit) {
    return new AuditQuery(owner, null, Long.MAX_VALUE, limit);
  }
}
