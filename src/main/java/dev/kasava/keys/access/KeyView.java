package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.StoredSecret;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that were asked for lately, live and dead, in memory, never staler than the store.
 *
 * <p>What is remembered counts only while the store's change word is the one up to which this view
 * has caught up. A look-up that was under way during a change is not remembered, so it cannot bring
 * a revoked secret back. Thread-safe; {@link #remembered} neither blocks nor locks.
 */
final class KeyView {
  private static final int MOST = 1_000_000;

  /** Odd, so that no settled word equals it. */
  private static final long NEVER = -1;

  private final KeyStore store;
  private final Map<KeyDigest, StoredSecret> known = new ConcurrentHashMap<>();
  private final Map<KeyId, Set<KeyDigest>> digests = new HashMap<>();
  private volatile long caughtUpTo = NEVER;
  private long sequence;

  /** What was looked up. */
  record Found(KeyDigest digest, StoredSecret secret) {}

  KeyView(KeyStore store) {
    this.store = store;
  }

  /** What a digest stands for; null when the store has to be asked. */
  @Nullable StoredSecret remembered(KeyDigest digest) {
    return store.changeWord().get() == caughtUpTo ? known.get(digest) : null;
  }

  /** What the first of {@code candidates} that the store knows stands for. */
  Optional<Found> find(List<KeyDigest> candidates) {
    long word = catchUp();
    for (KeyDigest digest : candidates) {
      Optional<StoredSecret> found = store.read(reader -> reader.secret(digest));
      if (found.isPresent()) {
        remember(word, digest, found.get());
        return Optional.of(new Found(digest, found.get()));
      }
    }
    return Optional.empty();
  }

  private synchronized long catchUp() {
    long word = store.changeWord().get();
    if (word == caughtUpTo || ChangeWord.isUnsettled(word)) {
      return word;
    }
    Changes changes = store.read(reader -> reader.changesSince(sequence));
    if (changes.complete()) {
      changes.keys().forEach(changed -> forget(changed.key()));
    } else {
      forgetAll();
    }
    sequence = changes.latest();
    caughtUpTo = word;
    return word;
  }

  private synchronized void remember(long word, KeyDigest digest, StoredSecret secret) {
    // The first use of a successor is for the store to note, so it must not be found here before.
    if (word != caughtUpTo || isSuccessor(secret)) {
      return;
    }
    if (known.size() >= MOST) {
      forgetAll();
    }
    known.put(digest, secret);
    digests.computeIfAbsent(keyOf(secret), id -> new HashSet<>()).add(digest);
  }

  private static boolean isSuccessor(StoredSecret secret) {
    return secret instanceof StoredSecret.Live live && live.isSuccessor();
  }

  private static KeyId keyOf(StoredSecret secret) {
    return switch (secret) {
      case StoredSecret.Live live -> live.grant().keyId();
      case StoredSecret.Dead dead -> dead.keyId();
    };
  }

  private void forget(KeyId key) {
    Set<KeyDigest> gone = digests.remove(key);
    if (gone != null) {
      gone.forEach(known::remove);
    }
  }

  private void forgetAll() {
    known.clear();
    digests.clear();
  }
}
