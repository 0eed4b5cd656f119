package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import java.time.Duration;
import java.util.List;

/**
 * Where several processes count the requests of limited keys together. A window is as long as the
 * limit says by the store's own clock, whatever the clocks of the processes say.
 *
 * <p>Requests that wait are taken off the window one by one. Besides, a process may be lent some of
 * it, which it takes from by itself for a moment, and then gives back what it did not need. What is
 * lent counts as used until it is given back, so that never more than the limit is let through,
 * whatever becomes of the process. Thread-safe.
 */
public interface LimitStore {
  /** After this a process gives back what it was lent and did not need. */
  Duration LOAN = Duration.ofMillis(200);

  /** After this nobody waits any more for what a process was lent: it died, or was cut off. */
  Duration PATIENCE = Duration.ofMillis(600);

  /**
   * What a process gives back.
   *
   * @param window when it was lent, as {@link Taken#window}
   * @param lent all that it was lent then
   * @param unused what it did not need of that, and takes nothing from any more
   */
  record Return(long window, long lent, long unused) {
    public static final Return NOTHING = new Return(0, 0, 0);
  }

  /**
   * What a process asks for.
   *
   * @param limit as it is now; one that was changed goes on in the window that is under way
   * @param wanted how many requests wait, 0 or more; without any, no window begins
   * @param ahead how many more it would like to be lent, 0 or more
   * @param unasked what it let through without asking, while the store was not reached
   */
  record Ask(KeyId key, RateLimit limit, long wanted, long ahead, Return returned, long unasked) {}

  /**
   * What it gets.
   *
   * @param window tells the window from the others of the key
   * @param taken how many of those that were wanted are let through
   * @param lent how many it is lent besides
   * @param left how many are left in the store after that
   * @param untilEnd until the window is over, at most a millisecond too long; not positive when
   *     there is none
   * @param lentToOthers the most that others may still give back
   */
  record Taken(
      long window, long taken, long lent, long left, Duration untilEnd, long lentToOthers) {}

  /**
   * Takes off the windows of these keys, in one transaction. Those that ended are begun anew.
   *
   * @param asks one for each key
   * @return what each gets, in the same order
   * @throws StoreException when that is not known: then what was asked for may be used up, and what
   *     was to be given back is lost
   */
  List<Taken> take(List<Ask> asks);

  /** Whether the store is reached, as far as this process knows; never blocks, never throws. */
  boolean isReached();

  /**
   * Forgets the windows that are over.
   *
   * @throws StoreException when the store cannot be used
   */
  void removeOver();
}
