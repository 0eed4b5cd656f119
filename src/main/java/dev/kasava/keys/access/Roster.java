package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.SecretReader;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyReader;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells of most secrets that the store never held that it did not, without asking it: a Bloom
 * filter of all digests, which are already as good as random numbers. With {@value #BITS_EACH} bits
 * for each, one absent secret in two thousand is taken for one that may be there. Nothing is ever
 * removed. Any number of threads may ask {@link #lacks}, which never blocks; all else is for one at
 * a time.
 */
final class Roster {
  private static final int BITS_EACH = 16;
  private static final int LEAST = 1 << 12;
  private static final int LOOKS = 8;

  /** After more changes than this at once, reading all digests anew is less work. */
  private static final int MANY_CHANGES = 1_000;

  private final AtomicLongArray words;
  private final long mask;
  private final long sequence;
  private long room;
  private boolean isBehind;

  private Roster(long expected, long sequence) {
    this.sequence = sequence;
    long bits = Long.highestOneBit(Math.max(LEAST, expected) * 2 - 1) * 2 * BITS_EACH;
    this.words = new AtomicLongArray((int) (bits / Long.SIZE));
    this.mask = bits - 1;
    this.room = bits / BITS_EACH;
  }

  /** All that the store holds, with room for as many again. */
  static Roster of(KeyReader reader) {
    Roster roster = new Roster(reader.secrets(), reader.changesSince(Long.MAX_VALUE).latest());
    reader.digests(roster::add);
    return roster;
  }

  /** The number of the last change that it was read with. */
  long sequence() {
    return sequence;
  }

  /** Adds the digests of keys that were changed; for one thread at a time. */
  void follow(KeyReader reader, Changes changes) {
    isBehind = isBehind || !changes.complete() || changes.keys().size() > MANY_CHANGES;
    if (!isBehind) {
      changes.keys().forEach(changed -> reader.digests(changed.key()).forEach(this::add));
    }
  }

  private void add(KeyDigest digest) {
    boolean isNew = false;
    for (int look = 0; look < LOOKS; look++) {
      long bit = bit(look, word(digest, look / 2));
      long before =
          words.getAndAccumulate((int) (bit / Long.SIZE), 1L << bit, (old, added) -> old | added);
      isNew = isNew || (before & 1L << bit) == 0;
    }
    if (isNew) {
      room--;
    }
  }

  /** Whether everything is in it that was to be; otherwise another is due. */
  boolean isWhole() {
    return !isBehind && room >= 0;
  }

  /** Whether what was digested last was never added. */
  boolean lacks(SecretReader digested) {
    for (int look = 0; look < LOOKS; look++) {
      long bit = bit(look, digested.word(look / 2));
      if ((words.getOpaque((int) (bit / Long.SIZE)) & 1L << bit) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Two looks at each word of a digest. */
  private long bit(int look, long word) {
    return (look % 2 == 0 ? word : word >>> Integer.SIZE) & mask;
  }

  private static long word(KeyDigest digest, int number) {
    return switch (number) {
      case 0 -> digest.a();
      case 1 -> digest.b();
      case 2 -> digest.c();
      default -> digest.d();
    };
  }
}
