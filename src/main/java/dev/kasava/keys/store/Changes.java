package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import java.util.List;

/**
 * Keys that were changed or deleted.
 *
 * @param latest the sequence number to ask from next time
 * @param complete false when the log was cut before the number asked from: then anything may have
 *     changed
 */
public record Changes(List<Changed> keys, long latest, boolean complete) {
  public record Changed(KeyId key, OwnerId owner) {}
}
