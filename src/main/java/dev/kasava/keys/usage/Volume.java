package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts that reach the store together. A line's place, by which it is found again, is one number
 * in all volumes of a process. Thread-safe.
 */
final class Volume {
  /** In place of a place, when the volume is sealed. */
  static final long SEALED = 0;

  private static final int LINE_BITS = Integer.numberOfTrailingZeros(Leaf.LINES);

  private record Subject(KeyId key, Client client, Counted outcome) {}

  private final int number;
  private final Shelf shelf;
  private final ConcurrentMap<Subject, Long> places = new ConcurrentHashMap<>();
  private volatile Leaf[] leaves = {};
  private boolean isUsed;
  private boolean isSealed;

  /**
   * An empty one.
   *
   * @param number from 1
   */
  Volume(int number, Shelf shelf) {
    this.number = number;
    this.shelf = shelf;
  }

  int number() {
    return number;
  }

  synchronized boolean isUsed() {
    return isUsed;
  }

  /** Makes the first leaf, so that nobody who counts waits for it. */
  synchronized void prepare() {
    if (leaves.length == 0) {
      add(shelf.leaf(number, 0));
    }
  }

  private void add(Leaf leaf) {
    Leaf[] more = Arrays.copyOf(leaves, leaves.length + 1);
    more[leaves.length] = leaf;
    leaves = more;
  }

  boolean holds(long place) {
    return place >>> Integer.SIZE == number;
  }

  private Leaf leaf(long place) {
    return leaves[(int) place >>> LINE_BITS];
  }

  private static int line(long place) {
    return (int) place & Leaf.LINES - 1;
  }

  /** Counts in the line of a place that this {@link #holds}; false when it does not fit in. */
  boolean countAt(long place, Client client, long millis) {
    return leaf(place).count(line(place), client, millis);
  }

  boolean isOf(long place, Client client) {
    return leaf(place).isOf(line(place), client);
  }

  /** Counts a request where others of its kind are; answers its place, or {@link #SEALED}. */
  long count(KeyId key, Client client, Counted outcome, long millis) {
    Subject subject = new Subject(key, client, outcome);
    Long known = places.get(subject);
    if (known != null && countAt(known, client, millis)) {
      return known;
    }
    long place = begin(key, client, outcome, millis);
    if (place != SEALED) {
      places.put(subject, place);
    }
    return place;
  }

  /** Begins a line with one request; answers its place, or {@link #SEALED}. */
  synchronized long begin(KeyId key, Client client, Counted outcome, long millis) {
    if (isSealed) {
      return SEALED;
    }
    prepare();
    isUsed = true;
    int line = leaves[leaves.length - 1].begin(key, client, outcome, millis);
    if (line < 0) {
      add(shelf.leaf(number, leaves.length));
      line = leaves[leaves.length - 1].begin(key, client, outcome, millis);
    }
    return (long) number << Integer.SIZE | (long) (leaves.length - 1) << LINE_BITS | line;
  }

  /** Has nothing more counted here, and answers what was. */
  synchronized List<Tally> seal() {
    isSealed = true;
    List<Tally> all = new ArrayList<>();
    for (Leaf leaf : leaves) {
      leaf.seal();
      all.addAll(leaf.tallies());
    }
    return all;
  }

  /** Leaves nothing of it; for one that is sealed. */
  synchronized void discard() {
    for (Leaf leaf : leaves) {
      leaf.discard();
    }
  }
}
