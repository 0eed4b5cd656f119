package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, and stops those of a key that are beyond its limit.
 *
 * <p>Windows are fixed: the first request begins one, all requests of it come back at once when it
 * is over, and the first request after that begins the next. So no window lets through more than
 * the limit, and whoever sends no more than that in any stretch of a window's length is never
 * refused.
 *
 * <p>Each process counts by itself. Thread-safe; never waits for more than another request of the
 * same key. A key without a limit costs a look at its grant.
 */
public final class Turnstile {
  private final UsageMeter meter;
  private final InstantSource clock;
  private final ConcurrentMap<KeyId, Window> windows = new ConcurrentHashMap<>();

  public Turnstile(UsageMeter meter, InstantSource clock) {
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Counts a request with a credential that was judged so, as {@link UsageMeter#count(Verdict,
   * Client)} does, and takes it off the allowance of its key.
   *
   * @return null when the key has no limit, or the request is refused without it
   */
  public @Nullable Allowance pass(Verdict verdict, Client client) {
    Allowance allowance =
        switch (verdict) {
          case Verdict.Accepted(var grant) -> take(grant.keyId(), grant.rateLimit());
          case Verdict.Admitted(var grant) -> take(grant.keyId(), grant.rateLimit());
          case Verdict.Rejected rejected -> null;
        };
    meter.count(allowance == null ? verdict : allowance.verdict(verdict), client);
    return allowance;
  }

  /**
   * Takes a request off the allowance of a key, and counts it only if that is used up: otherwise it
   * is for the caller to count what came of it.
   *
   * @return null when the key has no limit
   */
  public @Nullable Allowance passUncounted(
      @Nullable KeyId key, @Nullable RateLimit limit, Client client) {
    Allowance allowance = take(key, limit);
    if (allowance != null && !allowance.isPassed()) {
      meter.count(allowance.refusal(), client);
    }
    return allowance;
  }

  private @Nullable Allowance take(@Nullable KeyId key, @Nullable RateLimit limit) {
    if (key == null || limit == null) {
      return null;
    }
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

  /** Forgets the windows that are over; to be called every minute or so. */
  public void sweep() {
    Instant now = clock.instant();
    windows
        .keySet()
        .forEach(
            key ->
                windows.computeIfPresent(
                    key, (same, window) -> window.isOver(now) ? null : window));
  }

  /** How many windows are under way, or were when they were last swept. */
  int size() {
    return windows.size();
  }
}
