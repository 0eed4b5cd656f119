package dev.kasava.keys.machine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Things to use again. Neither kept by thread, as virtual threads come and go, nor in one queue
 * that all threads change; each thread looks in a place that it shares with few. Thread-safe; never
 * blocks.
 */
public final class Spares<T> {
  private static final int PLACES = 64;

  private final AtomicReferenceArray<@Nullable T> idle = new AtomicReferenceArray<>(PLACES);

  /** One for the caller alone; null when a new one has to be made. */
  public @Nullable T take() {
    return idle.getAndSet(place(), null);
  }

  public void giveBack(T used) {
    idle.lazySet(place(), used);
  }

  private static int place() {
    return (int) Thread.currentThread().threadId() & PLACES - 1;
  }
}
