package dev.kasava.keys.store;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be looked up in one transaction. For the thread that runs the transaction only. */
public interface KeyReader extends TeamReader {
  /** Any owner's key; a lapsed pending key is found too. */
  Optional<KeySummary> key(KeyId id);

  /** The first so many keys of a member, in the order of their ids. */
  List<KeySummary> keysOf(MemberId member, int most);

  /**
   * The first so many keys that a key created, in the order of their ids; any owner's, lapsed
   * pending keys included, and also when the key itself is gone.
   */
  List<KeySummary> children(KeyId key, int most);

  /** The key that holds the name, a lapsed pending key included. */
  Optional<ApiKey> keyNamed(OwnerId owner, KeyName name);

  /** One page of the keys that were claimed or still can be. */
  KeyPage keys(KeyQuery query);

  /** The secrets of the key that work at {@code now}, newest first. */
  List<LiveSecret> liveSecrets(KeyId key, Instant now);

  /** What the digest stands for; empty when it never stood for anything. */
  Optional<StoredSecret> secret(KeyDigest digest);

  /** A secret by its digest, and what it stands for. */
  record Found(KeyDigest digest, StoredSecret secret) {}

  /**
   * Secrets that were not ended, in the order of their digests.
   *
   * @param after where to begin behind; null for the first of all
   * @param most how many; 1 or more
   */
  List<Found> secretsAfter(@Nullable KeyDigest after, int most);

  /** The digests of all secrets that the key ever had. */
  List<KeyDigest> digests(KeyId key);

  /** Hands out the digest of every secret, live or dead, one after another. */
  void digests(Consumer<KeyDigest> each);

  /** How many secrets there are, live or dead. */
  long secrets();

  /** Whether any of them was made elsewhere. */
  boolean hasForeign();

  /** The secrets of the key that work at {@code now}, the newest first, with their digests. */
  List<KeptSecret> keptSecrets(KeyId key, Instant now);

  /**
   * The secrets of a key that were not ended, the eldest first; empty when there is no such key.
   */
  List<SecretLife> lives(KeyId key);

  /** The check values of all peppers that this store has seen. */
  List<PepperCheck> pepperChecks();

  /**
   * How many secrets that did not end by {@code now} need the pepper of this version, those of keys
   * that expired among them: an expiry can be moved. Goes through all secrets.
   */
  long secretsUnder(int pepperVersion, Instant now);

  /**
   * The keys that were changed after {@code sequence}, or that the log no longer reaches back so
   * far.
   */
  Changes changesSince(long sequence);

  /**
   * The keys of the first changes after a place in the log, each once.
   *
   * @param after the sequence number of the last change that is known; null for the beginning of
   *     what is kept
   * @param limit how many changes at most; 1 or more
   * @return with the sequence number of the last of these changes as the latest
   */
  Changes changesAfter(@Nullable Long after, @Nullable OwnerId owner, int limit);

  /** What stands in the audit log, newest first. */
  List<AuditEntry> audit(AuditQuery query);
}
