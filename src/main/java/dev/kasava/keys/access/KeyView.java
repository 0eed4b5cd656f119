package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.SecretReader;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyReader.Found;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.StoredSecret;
import dev.kasava.keys.usage.UsageMeter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that were asked for lately, live and dead, in memory, never staler than the store;
 * and, once many were asked for that the store does not hold, which those are.
 *
 * <p>What is remembered counts only while the store's change word is the one up to which this view
 * has caught up. A look-up that was under way during a change is not remembered, so it cannot bring
 * a revoked secret back. Thread-safe; {@link #trusted}, {@link #plain}, {@link #remembered} and
 * {@link #lacks} neither block nor lock.
 */
final class KeyView {
  /** Odd, so that no settled word equals it. */
  static final long NEVER = -1;

  private static final int MOST_SPECIAL = 1_000_000;

  /** How many look-ups in a second may be in vain before the store is asked no more. */
  private static final int MANY_ABSENT = 100;

  private final KeyStore store;
  private final UsageMeter meter;
  private final Map<KeyDigest, StoredSecret> special = new ConcurrentHashMap<>();
  private final Map<KeyId, Set<KeyDigest>> specialOf = new HashMap<>();
  private final int mostSpecial;
  private final Flood absent;
  private final AtomicBoolean isReading = new AtomicBoolean();
  private volatile PlainKeys plain;
  private volatile @Nullable Roster roster;
  private volatile long caughtUpTo = NEVER;
  private long sequence;

  KeyView(KeyStore store, UsageMeter meter, InstantSource clock) {
    this(store, meter, clock, MOST_SPECIAL);
  }

  /**
   * @param mostSpecial how many secrets are remembered that are not plain
   */
  KeyView(KeyStore store, UsageMeter meter, InstantSource clock, int mostSpecial) {
    this.store = store;
    this.meter = meter;
    this.mostSpecial = mostSpecial;
    this.absent = new Flood(clock, MANY_ABSENT);
    this.plain = new PlainKeys(meter);
  }

  /** The change word, if what is remembered can be trusted under it, or else {@link #NEVER}. */
  long trusted() {
    long word = store.changeWord().get();
    return word == caughtUpTo ? word : NEVER;
  }

  /** To be looked at only after {@link #trusted}. */
  PlainKeys plain() {
    return plain;
  }

  /** What was digested last stands for; null when the store has to be asked. */
  @Nullable StoredSecret remembered(SecretReader digested, Pepper pepper) {
    if (trusted() == NEVER) {
      return null;
    }
    PlainKeys keys = plain;
    int row = keys.find(digested);
    if (row >= 0) {
      return keys.secret(row);
    }
    return special.isEmpty() ? null : special.get(digested.toDigest(pepper));
  }

  /**
   * Whether the store does not hold what was digested last, as far as its changes were heard of. To
   * be asked only in a flood: what another node made a moment ago may not have been heard of yet.
   */
  boolean lacks(SecretReader digested) {
    Roster known = roster;
    return known != null && absent.isOn() && known.lacks(digested);
  }

  /** What the first of {@code candidates} that the store knows stands for. */
  Optional<Found> find(List<KeyDigest> candidates) {
    long word = catchUp();
    // On one snapshot: its digest may just be moving from one pepper to another.
    Optional<Found> found = store.read(reader -> find(reader, candidates));
    if (found.isPresent()) {
      remember(word, found.get().digest(), found.get().secret());
      return found;
    }
    absent.note();
    if (absent.isOn() && roster == null) {
      readRoster();
    }
    return Optional.empty();
  }

  private static Optional<Found> find(KeyReader reader, List<KeyDigest> candidates) {
    for (KeyDigest digest : candidates) {
      Optional<StoredSecret> secret = reader.secret(digest);
      if (secret.isPresent()) {
        return Optional.of(new Found(digest, secret.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * Remembers secrets that nobody asked for yet; blocks.
   *
   * @param after where to begin behind, in the order of digests; null for the first of all
   * @return the last of them; null when there are no more, or no room
   */
  @Nullable KeyDigest remember(@Nullable KeyDigest after, int most, int room) {
    long word = catchUp();
    List<Found> found = store.read(reader -> reader.secretsAfter(after, most));
    found.forEach(one -> remember(word, one.digest(), one.secret()));
    return found.size() < most || size() + most > room ? null : found.getLast().digest();
  }

  private synchronized int size() {
    return plain.size() + special.size();
  }

  /**
   * Takes in what was changed since; what is remembered can be trusted again after it, unless a
   * change is under way.
   *
   * @return the change word then
   */
  synchronized long catchUp() {
    long word = store.changeWord().get();
    if (word == caughtUpTo || ChangeWord.isUnsettled(word)) {
      return word;
    }
    boolean isContinued = ChangeWord.isContinued(caughtUpTo, word);
    Roster current = isContinued ? roster : null;
    Changes changes = store.read(reader -> changesSince(reader, sequence, current));
    if (changes.complete() && isContinued) {
      changes.keys().forEach(changed -> forget(changed.key()));
    } else {
      forgetAll();
    }
    if (current == null || !current.isWhole()) {
      roster = null;
    }
    sequence = changes.latest();
    caughtUpTo = word;
    return word;
  }

  private static Changes changesSince(KeyReader reader, long since, @Nullable Roster roster) {
    Changes changes = reader.changesSince(since);
    if (roster != null) {
      roster.follow(reader, changes);
    }
    return changes;
  }

  /** One thread reads; the others go on asking the store meanwhile. */
  private void readRoster() {
    if (isReading.compareAndSet(false, true)) {
      try {
        take(store.read(Roster::of));
      } finally {
        isReading.set(false);
      }
    }
  }

  /** What was changed while it was read is added; from then on {@link #catchUp} sees to that. */
  private synchronized void take(Roster read) {
    if (read.sequence() < sequence) {
      store.read(reader -> changesSince(reader, read.sequence(), read));
    }
    if (read.isWhole()) {
      roster = read;
    }
  }

  private synchronized void remember(long word, KeyDigest digest, StoredSecret secret) {
    // The first use of a successor is for the store to note, so it must not be found here before.
    if (word != caughtUpTo || isSuccessor(secret)) {
      return;
    }
    if (PlainKeys.isPlain(secret) && secret instanceof StoredSecret.Live live) {
      if (!plain.add(digest, live.grant())) {
        replacePlain(plain.renewed());
        plain.add(digest, live.grant());
      }
      return;
    }
    if (special.size() >= mostSpecial) {
      special.clear();
      specialOf.clear();
    }
    special.put(digest, secret);
    specialOf.computeIfAbsent(keyOf(secret), id -> new HashSet<>()).add(digest);
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
    plain.forget(key);
    Set<KeyDigest> gone = specialOf.remove(key);
    if (gone != null) {
      gone.forEach(special::remove);
    }
  }

  private void forgetAll() {
    replacePlain(new PlainKeys(meter));
    special.clear();
    specialOf.clear();
  }

  private void replacePlain(PlainKeys fresh) {
    PlainKeys before = plain;
    plain = fresh;
    before.forgetAll();
  }
}
