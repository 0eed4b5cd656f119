package dev.kasava.keys.store;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Usage;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Counts of requests.
 *
 * <p>They are kept by quarter of an hour, since some time zones lie half an hour or three quarters
 * beside the others, and "today" has to be right there too. Thread-safe; every method may throw
 * {@link StoreException}.
 */
public interface UsageStore {
  /**
   * How often a key was used within one quarter of an hour.
   *
   * @param quarter quarters of an hour since 1970-01-01T00:00Z
   * @param requests 1 or more
   * @param lastAt the last of them
   */
  record Tally(
      KeyId key, long quarter, Client client, Counted outcome, long requests, Instant lastAt) {}

  /**
   * Tallies that are added together.
   *
   * @param journal the name of whoever counted them, which no other has
   * @param number greater than those of the journal's batches before
   */
  record Batch(String journal, long number, List<Tally> tallies) {}

  /**
   * Adds all of a batch, in one transaction, unless it was added before: so whoever cannot tell
   * whether it was may add it again. Tallies of a key that is gone are dropped. A count that
   * reaches {@link Long#MAX_VALUE} stays there.
   */
  void add(Batch batch);

  /** Forgets which batches of a journal were added, since there will be none of it any more. */
  void end(String journal);

  /**
   * Grows after every {@link #add} of this process, so that whoever remembers what it read knows
   * whether uses were added since. Never blocks, and never throws.
   */
  long additions();

  /** What is known of a key's use; all zero when it is unknown or was never used. */
  Usage usage(KeyId key, ZoneId zone, Instant now);

  /**
   * How often a key was used by one client within one span of time.
   *
   * @param slot the span's number, from 0
   */
  record Slice(int slot, Client client, Counted outcome, long requests) {}

  /**
   * The use of keys in consecutive spans of time, for those that were used at all, in the order of
   * time.
   *
   * @param keys at most {@link KeyQuery#MOST}
   * @param bounds where the spans begin, and where the last one ends; each begins a quarter of an
   *     hour. {@linkplain #foldDays Folded} days belong to the span that they begin in
   */
  Map<KeyId, List<Slice>> slices(List<KeyId> keys, List<Instant> bounds);

  /**
   * That a holder of the key called from a host.
   *
   * @param host its network address
   */
  record Sighting(KeyId key, String host, Instant at) {}

  /** The most hosts that are kept of a key; whichever was not seen for the longest goes first. */
  int MOST_HOSTS = 20;

  /** Notes all of them, in one transaction. Those of a key that is gone are dropped. */
  void sighted(List<Sighting> sightings);

  /**
   * That one of two secrets which work side by side was used.
   *
   * @param isOld whether it was the old one
   */
  record SecretUse(KeyId key, boolean isOld, Instant at) {}

  /** Notes all of them, in one transaction. Those of a secret that is gone are dropped. */
  void secretsUsed(List<SecretUse> uses);

  /**
   * How keys are used, for those among {@code keys} that were ever used.
   *
   * @param keys at most {@link KeyQuery#MOST}
   */
  Map<KeyId, Habits> habits(List<KeyId> keys, Instant now);

  /**
   * Adds up the quarters of the days in UTC that were over by then to whole days, which are kept
   * for as long as their key. Done in many short transactions, so that others can write in between;
   * done by halves when it fails, with every request still counted once.
   */
  void foldDays(Instant before);

  static long quarterOf(Instant moment) {
    return Math.floorDiv(moment.getEpochSecond(), 900L);
  }

  static Instant startOfQuarter(long quarter) {
    return Instant.ofEpochSecond(quarter * 900);
  }
}
