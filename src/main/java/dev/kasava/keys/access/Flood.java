package dev.kasava.keys.access;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Tells whether there were many of something within this second. Thread-safe; never blocks. */
final class Flood {
  private static final int COUNT_BITS = 16;
  private static final long COUNT = (1 << COUNT_BITS) - 1;

  private final InstantSource clock;
  private final int many;

  /** The second, and how many there were in it. */
  private final AtomicLong seen = new AtomicLong();

  /**
   * @param many from how many on it is a flood; at most 65,535
   */
  Flood(InstantSource clock, int many) {
    this.clock = clock;
    this.many = many;
  }

  /** Notes one. */
  void note() {
    long second = second();
    seen.accumulateAndGet(
        second << COUNT_BITS,
        (before, fresh) ->
            before >> COUNT_BITS != second
                ? fresh + 1
                : (before & COUNT) == COUNT ? before : before + 1);
  }

  boolean isOn() {
    long now = seen.get();
    return (now & COUNT) >= many && now >> COUNT_BITS == second();
  }

  private long second() {
    return Math.floorDiv(clock.millis(), 1_000L);
  }
}
