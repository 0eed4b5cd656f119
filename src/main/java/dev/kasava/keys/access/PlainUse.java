package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.store.UsageStore;
import java.time.Instant;

/**
 * How often a key was used by one client within one quarter of an hour, and when last, in one word:
 * the requests in 17 bits, the client in 5, the milliseconds into the quarter in 20, and the
 * quarter in 22. 0 is no use at all.
 */
final class PlainUse {
  private static final long QUARTER_MILLIS = 900_000;
  private static final int QUARTER_BITS = 22;
  private static final int MILLIS_BITS = 20;
  private static final int CLIENT_BITS = 5;
  private static final int CLIENT_AT = QUARTER_BITS + MILLIS_BITS;
  private static final int REQUESTS_AT = CLIENT_AT + CLIENT_BITS;
  private static final long ONE = 1L << REQUESTS_AT;
  private static final long MOST = (1L << (Long.SIZE - REQUESTS_AT)) - 2;
  private static final Client[] CLIENTS = Client.values();

  /** No use at all, as that of a forgotten row is. */
  static final long NO_ROOM = PlainPage.FORGOTTEN;

  private PlainUse() {}

  /**
   * One request more.
   *
   * @return {@link #NO_ROOM} when it does not fit in
   */
  static long plusOne(long use, Client client, long millis) {
    long quarter = Math.floorDiv(millis, QUARTER_MILLIS);
    boolean fits =
        use != PlainPage.FORGOTTEN
            && quarter >= 0
            && quarter < 1L << QUARTER_BITS
            && number(client) < 1 << CLIENT_BITS;
    if (!fits) {
      return NO_ROOM;
    }
    long within = millis - quarter * QUARTER_MILLIS;
    long last = number(client) << CLIENT_AT | within << QUARTER_BITS | quarter;
    if (use == 0) {
      return ONE + last;
    }
    if (quarter(use) != quarter || client(use) != client || requests(use) >= MOST) {
      return NO_ROOM;
    }
    return within > within(use) ? (requests(use) << REQUESTS_AT) + ONE + last : use + ONE;
  }

  @SuppressWarnings("EnumOrdinal") // read again by this process alone
  private static long number(Client client) {
    return client.ordinal();
  }

  static long requests(long use) {
    return use >>> REQUESTS_AT;
  }

  static Client client(long use) {
    return CLIENTS[(int) (use >>> CLIENT_AT & mask(CLIENT_BITS))];
  }

  static Instant lastAt(long use) {
    return UsageStore.startOfQuarter(quarter(use)).plusMillis(within(use));
  }

  private static long quarter(long use) {
    return use & mask(QUARTER_BITS);
  }

  private static long within(long use) {
    return use >>> QUARTER_BITS & mask(MILLIS_BITS);
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
