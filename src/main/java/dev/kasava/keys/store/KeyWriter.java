package dev.kasava.keys.store;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import java.time.Instant;
import java.util.Optional;

/** What can be changed in one transaction. For the thread that runs the transaction only. */
public interface KeyWriter extends KeyReader, TeamWriter {
  void addPepper(PepperCheck check, Instant now);

  /**
   * Removes a pepper, and with it the digests of secrets that were made with it and ended by {@code
   * now}.
   *
   * @return how many live secrets still need it; nothing is removed unless that is 0
   */
  long removePepper(int version, Instant now);

  /**
   * Keeps a live secret under another digest; without effect when it is none, or has it already.
   */
  void renewDigest(KeyDigest old, KeyDigest renewed);

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

  /** Likewise, one that was made elsewhere, and is in no form of ours. */
  void addForeign(KeyId key, KeyDigest digest, Instant createdAt);

  /** Likewise, one whose {@linkplain #noteFirstUse first use} ends the secret before it. */
  void addSuccessor(KeyId key, KeyDigest digest, Instant createdAt);

  /**
   * Ends the live secrets of the key now but for the one that its holders surely have: the newest
   * that is no unused successor.
   *
   * @return whether there is one
   */
  boolean keepUsedSecret(KeyId key, Instant now);

  /**
   * Makes a live successor a secret like any other, and ends the other live ones of its key now.
   *
   * @return whether it was one; of several callers at once, only one gets true
   */
  boolean noteFirstUse(KeyDigest digest, Instant now);

  /**
   * Ends a secret as {@link Ended#LEAKED}.
   *
   * @return its key; empty when it is no live one
   */
  Optional<KeyId> endLeaked(KeyDigest digest, Instant now);

  /** Whether the key has a live secret that is not at the end of its overlap. */
  boolean hasLiveSecret(KeyId key, Instant now);

  /** Ends every live secret of the key now, as {@link Ended#REGENERATED}. */
  void endSecrets(KeyId key, Instant now);

  /**
   * Lets the newest live secret of the key live until {@code until} and ends every elder one now.
   */
  void limitSecrets(KeyId key, Instant until, Instant now);

  /** Removes the pending keys whose time to be claimed ended by {@code now}; answers how many. */
  int removeLapsed(Instant now);

  void audit(AuditRecord record);

  /**
   * Removes the eldest audit records, as far as they were written before then.
   *
   * @param most how many, 1 or more
   * @return how many; fewer than {@code most} when no more are that old
   */
  int removeAudit(Instant before, int most);

  /**
   * Removes digests of secrets that ended before then; whoever still presents one is told no longer
   * why it does not work. Digests of live secrets stay, also those of expired keys.
   *
   * @return as for {@link #removeAudit}
   */
  int removeEnded(Instant before, int most);
}
