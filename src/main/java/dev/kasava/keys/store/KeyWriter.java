package dev.kasava.keys.store;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Owner;
import java.time.Instant;

/** What can be changed in one transaction. For the thread that runs the transaction only. */
public interface KeyWriter extends KeyReader {
  void addOwner(Owner owner);

  void addPepper(PepperCheck check, Instant now);

  /** Adds a key whose id and name are both new. */
  void addKey(ApiKey key);

  /** Replaces the key of the same id. */
  void updateKey(ApiKey key);

  /**
   * Removes the key, its usage and sessions. Its digests stay, as {@link Ended#DELETED}, so that a
   * holder can be told; its children stay too.
   */
  void deleteKey(KeyId id, Instant now);

  /** Adds a live secret to a key that is there. */
  void addSecret(KeyId key, KeyDigest digest, Instant createdAt);

  /** Ends every live secret of the key now, as {@link Ended#REGENERATED}. */
  void endSecrets(KeyId key, Instant now);

  /**
   * Lets the newest live secret of the key live until {@code until} and ends every elder one now.
   */
  void limitSecrets(KeyId key, Instant until, Instant now);

  /** Removes the pending keys whose time to be claimed ended by {@code now}; answers how many. */
  int removeLapsed(Instant now);

  void audit(AuditRecord record);
}
