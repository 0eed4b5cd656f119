package dev.kasava.keys.usage;

import dev.kasava.keys.store.UsageStore;
import java.time.Instant;

/**
 * How often a key was used by one client within one quarter of an hour, and when last, in one word:
 * the quarter in 22 bits, the milliseconds into it in 20, the client in 5, the requests in 16, and
 * in the top bit whether the word is sealed: nothing more is counted there. 0 is no use at all.
 */
final class CountWord {
  /** To be set with a bitwise or. */
  static final long SEAL = 1L << 63;

  /** In place of a word that would not hold one request more. */
  static final long NO_ROOM = 0;

  private static final long QUARTER_MILLIS = 900_000;
  private static final int QUARTER_BITS = 22;
  private static final int MILLIS_BITS = 20;
  private static final int CLIENT_BITS = 5;
  private static final int REQUESTS_BITS = 16;
  private static final int CLIENT_AT = QUARTER_BITS + MILLIS_BITS;
  private static final int REQUESTS_AT = CLIENT_AT + CLIENT_BITS;
  private static final long LATEST = (1L << QUARTER_BITS) * QUARTER_MILLIS - 1;
  private static final long ONE = 1L << REQUESTS_AT;

  private CountWord() {}

  /**
   * One request.
   *
   * @param client a number below 32
   * @param millis since 1970; one that no clock shows before 2089 counts as the nearest that does
   */
  static long one(int client, long millis) {
    if (client >>> CLIENT_BITS != 0) {
      throw new IllegalArgumentException("more clients than fit in: " + client);
    }
    long kept = Math.clamp(millis, 0, LATEST);
    return ONE | last(client, kept, kept / QUARTER_MILLIS);
  }

  private static long last(int client, long millis, long quarter) {
    long within = millis - quarter * QUARTER_MILLIS;
    return (long) client << CLIENT_AT | within << QUARTER_BITS | quarter;
  }

  /**
   * One request more.
   *
   * @return {@link #NO_ROOM} when it does not fit in
   */
  static long plusOne(long word, int client, long millis) {
    long quarter = Math.floorDiv(millis, QUARTER_MILLIS);
    if (word <= 0
        || quarter(word) != quarter
        || client(word) != client
        || requests(word) == mask(REQUESTS_BITS)) {
      return NO_ROOM;
    }
    return millis - quarter * QUARTER_MILLIS > within(word)
        ? (requests(word) + 1) << REQUESTS_AT | last(client, millis, quarter)
        : word + ONE;
  }

  static long requests(long word) {
    return word >>> REQUESTS_AT & mask(REQUESTS_BITS);
  }

  static int client(long word) {
    return (int) (word >>> CLIENT_AT & mask(CLIENT_BITS));
  }

  static long quarter(long word) {
    return word & mask(QUARTER_BITS);
  }

  static Instant lastAt(long word) {
    return UsageStore.startOfQuarter(quarter(word)).plusMillis(within(word));
  }

  private static long within(long word) {
    return word >>> QUARTER_BITS & mask(MILLIS_BITS);
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
