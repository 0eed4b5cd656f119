package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store in memory, whose time passes when it is told to, and which may go away. Thread-safe. */
public final class MemoryLimitStore implements LimitStore {
  private static final long START = 1_000_000_000_000L;

  private final Map<KeyId, LimitWindow> windows = new HashMap<>();
  private final Map<KeyId, Long> ends = new HashMap<>();
  private Duration passed = Duration.ZERO;
  private int transactions;
  private volatile boolean isReached = true;
  private volatile boolean isFailing;
  private volatile boolean isBroken;
  private int failures;

  @Override
  public synchronized List<Taken> take(List<Ask> asks) {
    if (isFailing || !isReached) {
      failures++;
      throw new StoreException("The store is gone.");
    }
    if (isBroken) {
      throw new OutOfMemoryError("as if");
    }
    transactions++;
    List<Taken> taken = new ArrayList<>();
    for (Ask ask : asks) {
      LimitWindow.Step step =
          windows.getOrDefault(ask.key(), LimitWindow.NONE).take(ask, START + passed.toMillis());
      windows.put(ask.key(), step.window());
      ends.put(ask.key(), step.window().endsAt(ask.limit()));
      taken.add(step.taken());
    }
    return taken;
  }

  @Override
  public boolean isReached() {
    return isReached;
  }

  @Override
  public synchronized void removeOver() {
    ends.entrySet().removeIf(end -> end.getValue() <= START + passed.toMillis());
    windows.keySet().retainAll(ends.keySet());
  }

  /** Lets time pass; may be negative, as when a clock is set back. */
  public synchronized void letPass(Duration duration) {
    passed = passed.plus(duration);
  }

  /** How much time passed, in nanoseconds. */
  public synchronized long nanos() {
    return passed.toNanos();
  }

  /** Whether processes know that it is there. */
  public void setReached(boolean reached) {
    isReached = reached;
  }

  /** Whether it fails though processes believe that it is there. */
  public void setFailing(boolean failing) {
    isFailing = failing;
  }

  /** Whether it meets what no program expects. */
  public void setBroken(boolean broken) {
    isBroken = broken;
  }

  /** How often it failed. */
  public synchronized int failures() {
    return failures;
  }

  /** How many transactions there were. */
  public synchronized int transactions() {
    return transactions;
  }

  /** How many windows it keeps. */
  public synchronized int size() {
    return windows.size();
  }
}
