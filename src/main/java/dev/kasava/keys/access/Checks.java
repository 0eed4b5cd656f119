package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Checks to use again. Not kept by thread, as virtual threads come and go; each thread looks in a
 * place that it shares with few. Thread-safe; never blocks.
 */
final class Checks {
  private static final int PLACES = 64;

  private final KeyFormat format;
  private final AtomicReferenceArray<@Nullable Check> idle = new AtomicReferenceArray<>(PLACES);

  Checks(KeyFormat format) {
    this.format = format;
  }

  Check take() {
    Check found = idle.getAndSet(place(), null);
    return found == null ? new Check(format) : found;
  }

  void giveBack(Check check) {
    check.wipe();
    idle.lazySet(place(), check);
  }

  private static int place() {
    return (int) Thread.currentThread().threadId() & PLACES - 1;
  }
}
