package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.ChangeWord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The change word of a node that shares its database with others: it changes around each commit of
 * its own, and whenever the feed tells of another's. While the feed was not heard for longer than
 * the grace, nothing that is remembered can be trusted. Thread-safe; {@link #get} never blocks.
 */
final class FeedWord implements ChangeWord {
  private final long grace;
  private final LongSupplier nanos;
  private final AtomicLong word = new AtomicLong();
  private final AtomicLong heardAt = new AtomicLong();
  private long latest = -1;
  private @Nullable String history;
  private long changedAt;

  /**
   * @param grace how long what is remembered stays good with no word from the database
   * @param nanos a clock that only goes forward, as {@link System#nanoTime} does
   */
  FeedWord(Duration grace, LongSupplier nanos) {
    this.grace = grace.toNanos();
    this.nanos = nanos;
    this.heardAt.set(nanos.getAsLong());
    this.changedAt = heardAt.get();
  }

  @Override
  public long get() {
    return isBlind() ? word.get() | 1 : word.get();
  }

  /** Whether the grace is over. */
  boolean isBlind() {
    return nanos.getAsLong() - heardAt.get() > grace;
  }

  /**
   * Takes in what the feed said.
   *
   * @param number of the latest change
   * @param from what tells this history of the database from another, in which the same numbers may
   *     stand for other changes; empty where nothing does
   * @param askedAt when it was asked: the answer may have been on its way for long
   */
  synchronized void heard(long number, String from, long askedAt) {
    boolean isAnother = history != null && !from.equals(history);
    history = from;
    // An answer from before this node's own change tells of none.
    boolean isOutdated = number < latest && askedAt - changedAt < 0;
    if (isAnother) {
      latest = number;
      word.addAndGet(1L << HISTORY_BIT);
    } else if (number != latest && !isOutdated) {
      latest = number;
      word.addAndGet(2);
    }
    heardAt.accumulateAndGet(askedAt, Math::max);
  }

  /** Before a commit of this node can be seen. */
  void enter() {
    word.incrementAndGet();
  }

  /**
   * After it.
   *
   * @param number the change's own
   */
  synchronized void leave(long number) {
    latest = number;
    changedAt = nanos.getAsLong();
    word.incrementAndGet();
  }

  /** After it failed: whether it was kept all the same, the feed will tell. */
  void turnBack() {
    word.decrementAndGet();
  }
}
