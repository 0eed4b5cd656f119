package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.Tally;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts that the store does not have yet, in files that this process maps: a request is in the
 * journal before it is answered, so that one which was answered is counted even if the process is
 * killed right after. They reach the store exactly once, by volumes: each is handed over in one
 * transaction, which notes its number, too; whoever finds a volume, after a kill between any two
 * steps, hands it over again, and the store takes it unless it has it.
 *
 * <p>What counts in memory needs no disk, so a loss of power may cost what the system had not yet
 * written by itself. Thread-safe; {@link #handOver} and {@link #close} block, and counting does
 * where it has to begin a file.
 */
public final class Journal {
  private record Sealed(Volume volume, List<Tally> tallies) {}

  private final Shelf shelf;
  private volatile Volume current;
  private @Nullable Sealed due;

  private Journal(Shelf shelf) {
    this.shelf = shelf;
    this.current = new Volume(1, shelf);
  }

  /**
   * A journal whose files lie in {@code folder}, beside those of other processes; what dead ones
   * left there is handed over, too. Where it cannot be written counts are kept in memory.
   */
  public static Journal in(Path folder) {
    return new Journal(Shelf.in(folder));
  }

  /** A journal that ends with this process. */
  public static Journal inMemory() {
    return new Journal(Shelf.inMemory());
  }

  /**
   * Counts a request.
   *
   * @param millis since 1970
   * @return where, for {@link #countAt}; never 0 or negative
   */
  long count(KeyId key, Client client, Counted outcome, long millis) {
    while (true) {
      long place = current.count(key, client, outcome, millis);
      if (place != Volume.SEALED) {
        return place;
      }
    }
  }

  /**
   * Counts an accepted request where the key's last one was counted, with nothing allocated.
   *
   * @return false when it has to be counted elsewhere
   */
  boolean countAt(long place, Client client, long millis) {
    Volume volume = current;
    return volume.holds(place) && volume.countAt(place, client, millis);
  }

  /**
   * Counts an accepted request that {@link #countAt} did not, and finds the key a better place.
   *
   * @return where to count its next one
   */
  long countPast(long place, KeyId key, Client client, long millis) {
    while (true) {
      Volume volume = current;
      // Whoever holds the place has it for one client; those that alternate meet by name.
      long counted =
          volume.holds(place) && !volume.isOf(place, client)
              ? volume.count(key, client, Counted.ACCEPTED, millis)
              : volume.begin(key, client, Counted.ACCEPTED, millis);
      if (counted != Volume.SEALED) {
        return counted;
      }
    }
  }

  /**
   * Hands everything counted before this call to the store. May throw {@link
   * dev.kasava.keys.store.StoreException}; then nothing is lost and the next call tries again.
   */
  synchronized void handOver(UsageStore store) {
    shelf.handOverLeft(store);
    handOverDue(store);
    Volume volume = current;
    if (volume.isUsed()) {
      Volume next = new Volume(volume.number() + 1, shelf);
      next.prepare();
      turnTo(next, store);
    }
  }

  /** Counts in {@code next} from now on, and hands over what was counted before. */
  private void turnTo(Volume next, UsageStore store) {
    Volume last = current;
    current = next;
    due = new Sealed(last, last.seal());
    handOverDue(store);
  }

  private void handOverDue(UsageStore store) {
    Sealed sealed = due;
    if (sealed != null) {
      store.add(shelf.batch(sealed.volume().number(), sealed.tallies()));
      sealed.volume().discard();
      due = null;
    }
  }

  /** Hands over what there is, and leaves no file behind. May throw, as {@link #handOver} does. */
  synchronized void close(UsageStore store) {
    try {
      handOver(store);
      // Whoever still counts does so in vain.
      turnTo(new Volume(current.number() + 1, Shelf.inMemory()), store);
      if (shelf.isCleared()) {
        store.end(shelf.journal());
        shelf.end();
      }
    } finally {
      shelf.close();
    }
  }
}
