package dev.kasava.keys.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is told of a server's connections. Thread-safe. */
public final class Traffic {
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder cut = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** How many connections are open. */
  public int open() {
    return open.get();
  }

  /** How many were cut as they kept the server waiting. */
  public long cut() {
    return cut.sum();
  }

  /** How many were refused, or given up for others, as there was no room. */
  public long refused() {
    return refused.sum();
  }

  void changed(int more) {
    open.addAndGet(more);
  }

  void cutOne() {
    cut.increment();
  }

  void refusedOne() {
    refused.increment();
  }
}
