package dev.kasava.keys.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Work that may not take more than a hundredth of the time, however often it is asked for: after it
 * took long, it rests 99 times as long, but for {@link #LONGEST_REST} at the most, as others wait
 * for what it does. What failed is done again when asked for. For one thread at a time.
 */
final class Sparing implements Runnable {
  private static final int REST = 99;

  /** It may have waited for others most of the time, which costs nobody anything. */
  static final Duration LONGEST_REST = Duration.ofSeconds(20);

  private final Runnable work;
  private final LongSupplier nanos;
  private long restsUntil;

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime} does
   */
  Sparing(Runnable work, LongSupplier nanos) {
    this.work = work;
    this.nanos = nanos;
    this.restsUntil = nanos.getAsLong();
  }

  /** Does it, unless it rests. */
  @Override
  public void run() {
    long start = nanos.getAsLong();
    if (start - restsUntil < 0) {
      return;
    }
    work.run();
    long end = nanos.getAsLong();
    restsUntil = end + Math.min(REST * (end - start), LONGEST_REST.toNanos());
  }
}
