package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
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
 * refused. Buckets that refill bit by bit would let through more than the limit while they are
 * emptied.
 *
 * <p>Each process counts by itself. Thread-safe; never waits for more than another request of the
 * same key. A key without a limit costs a look at its grant.
 */
public final class Turnstile {
  private final UsageMeter meter;
  private final TimeMeter time;
  private final ConcurrentMap<KeyId, Window> windows = new ConcurrentHashMap<>();

  public Turnstile(UsageMeter meter, InstantSource clock) {
    this.meter = meter;
    this.time = new ClockMeter(clock);
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
          Window window = known == null ? open(limit, 0) : current(known, limit);
          taken.set(window.take(key));
          return window;
        });
    return Objects.requireNonNull(taken.get());
  }

  /**
   * What was used under another limit counts under this one: changing it is no way around it. Nor
   * does a clock that was set back make anybody wait for longer than a window.
   */
  private Window current(Window known, RateLimit limit) {
    long used = known.used();
    boolean isUnderWay = used > 0 && time.currentTimeNanos() >= known.begun();
    return isUnderWay && known.limit().equals(limit) ? known : open(limit, used);
  }

  private Window open(RateLimit limit, long used) {
    return new Window(
        limit,
        time.currentTimeNanos(),
        Bucket.builder()
            .withCustomTimePrecision(time)
            .addLimit(
                bandwidth ->
                    bandwidth
                        .capacity(limit.requests())
                        .refillIntervally(limit.requests(), limit.window())
                        .initialTokens(Math.max(0, limit.requests() - used)))
            .build());
  }

  /** A window of a key; when it is over, nothing of it is used. */
  private record Window(RateLimit limit, long begun, Bucket bucket) {
    long used() {
      return limit.requests() - bucket.getAvailableTokens();
    }

    Allowance take(KeyId key) {
      ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
      return new Allowance(
          key,
          limit,
          probe.isConsumed(),
          probe.getRemainingTokens(),
          Duration.ofNanos(probe.getNanosToWaitForReset()));
    }
  }

  /** Forgets the windows that are over; to be called every minute or so. */
  public void sweep() {
    windows.keySet().forEach(key -> windows.computeIfPresent(key, Turnstile::unlessOver));
  }

  private static @Nullable Window unlessOver(KeyId key, Window window) {
    return window.used() == 0 ? null : window;
  }

  /** How many windows are under way, or were when they were last swept. */
  int size() {
    return windows.size();
  }
}
