package dev.kasava.keys.usage;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/** Windows of one process alone, in memory. Thread-safe; never blocks. */
final class OwnWindows implements Windows {
  private final InstantSource clock;
  private final ConcurrentMap<KeyId, Window> windows = new ConcurrentHashMap<>();

  OwnWindows(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Allowance takeAtOnce(KeyId key, RateLimit limit) {
    return take(key, limit);
  }

  @Override
  public Allowance take(KeyId key, RateLimit limit) {
    AtomicReference<Allowance> taken = new AtomicReference<>();
    // Within the map's own lock of the key, so that nobody takes from a window that was swept.
    windows.compute(
        key,
        (same, known) -> {
          Instant now = clock.instant();
          Window window = known == null ? Window.begun(now) : known.at(now, limit);
          boolean isPassed = window.used() < limit.requests();
          Window after = isPassed ? window.withOneMore(limit) : window.under(limit);
          taken.set(
              new Allowance(
                  key,
                  limit,
                  isPassed,
                  Math.max(0, limit.requests() - after.used()),
                  Duration.between(now, after.end())));
          return after;
        });
    return Objects.requireNonNull(taken.get());
  }

  /**
   * A window of a key.
   *
   * @param length as the limit has it that counted last
   * @param used how many requests were let through in it
   */
  private record Window(Instant begin, Duration length, long used) {
    static Window begun(Instant now) {
      return new Window(now, Duration.ZERO, 0);
    }

    Instant end() {
      return begin.plus(length);
    }

    boolean isOver(Instant now) {
      return !end().isAfter(now);
    }

    /**
     * The window that is under way then. A limit that was changed goes on in it: changing one is no
     * way around it, and makes nobody wait for longer. Nor does a clock that was set back.
     */
    Window at(Instant now, RateLimit limit) {
      if (begin.isAfter(now)) {
        return new Window(now, limit.window(), used);
      }
      return begin.plus(limit.window()).isAfter(now) ? this : begun(now);
    }

    Window under(RateLimit limit) {
      return new Window(begin, limit.window(), used);
    }

    Window withOneMore(RateLimit limit) {
      return new Window(begin, limit.window(), used + 1);
    }
  }

  @Override
  public void sweep() {
    Instant now = clock.instant();
    windows
        .keySet()
        .forEach(
            key ->
                windows.computeIfPresent(
                    key, (same, window) -> window.isOver(now) ? null : window));
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public void close() {
    // Nothing is kept.
  }
}
