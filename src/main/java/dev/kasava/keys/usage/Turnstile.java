package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.LimitStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, and stops those of a key that are beyond its limit.
 *
 * <p>Windows are fixed: the first request begins one, all requests of it come back at once when it
 * is over, and the first request after that begins the next. So no window lets through more than
 * the limit, and whoever sends no more than that in any stretch of a window's length is never
 * refused.
 *
 * <p>Thread-safe. A key without a limit costs a look at its grant.
 */
public final class Turnstile implements AutoCloseable {
  /**
   * That a request was taken off the allowance of its key.
   *
   * @param allowance null when the key has no limit, or the request is refused without it
   */
  public record Taken(@Nullable Allowance allowance) {
    private static final Taken NOTHING = new Taken(null);

    private static @Nullable Taken of(@Nullable Allowance taken) {
      return taken == null ? null : new Taken(taken);
    }
  }

  private final UsageMeter meter;
  private final Windows windows;

  private Turnstile(UsageMeter meter, Windows windows) {
    this.meter = meter;
    this.windows = windows;
  }

  /**
   * @param limits where processes count together; empty where each counts by itself
   */
  public static Turnstile over(UsageMeter meter, Optional<LimitStore> limits, InstantSource clock) {
    return limits
        .map(store -> shared(meter, store, System::nanoTime))
        .orElseGet(() -> alone(meter, clock));
  }

  /** One that counts by itself, and so never waits for anything. */
  static Turnstile alone(UsageMeter meter, InstantSource clock) {
    return new Turnstile(meter, new OwnWindows(clock));
  }

  /**
   * One of several that let through the limit together.
   *
   * @param nanos a clock that only goes forward, as {@link System#nanoTime} does
   */
  static Turnstile shared(UsageMeter meter, LimitStore store, LongSupplier nanos) {
    return new Turnstile(meter, new SharedWindows(store, nanos));
  }

  /**
   * As {@link #pass}, where memory can tell; never blocks.
   *
   * @return null when {@link #pass} has to be asked, and nothing was taken or counted
   */
  public @Nullable Taken passAtOnce(Verdict verdict, Client client) {
    KeyId key = key(verdict);
    RateLimit limit = limit(verdict);
    Taken taken = takeAtOnce(key, limit);
    if (taken != null) {
      count(verdict, client, taken.allowance());
    }
    return taken;
  }

  /**
   * Counts a request with a credential that was judged so, as {@link UsageMeter#count(Verdict,
   * Client)} does, and takes it off the allowance of its key. May wait for other processes.
   *
   * @return null when the key has no limit, or the request is refused without it
   */
  public @Nullable Allowance pass(Verdict verdict, Client client) {
    Allowance allowance = take(key(verdict), limit(verdict));
    count(verdict, client, allowance);
    return allowance;
  }

  private void count(Verdict verdict, Client client, @Nullable Allowance allowance) {
    meter.count(allowance == null ? verdict : allowance.verdict(verdict), client);
  }

  /**
   * As {@link #passUncounted}, where memory can tell; never blocks.
   *
   * @return null when {@link #passUncounted} has to be asked, and nothing was taken or counted
   */
  public @Nullable Taken passUncountedAtOnce(
      @Nullable KeyId key, @Nullable RateLimit limit, Client client) {
    Taken taken = takeAtOnce(key, limit);
    if (taken != null) {
      countRefusal(taken.allowance(), client);
    }
    return taken;
  }

  /**
   * Takes a request off the allowance of a key, and counts it only if that is used up: otherwise it
   * is for the caller to count what came of it. May wait for other processes.
   *
   * @return null when the key has no limit
   */
  public @Nullable Allowance passUncounted(
      @Nullable KeyId key, @Nullable RateLimit limit, Client client) {
    Allowance allowance = take(key, limit);
    countRefusal(allowance, client);
    return allowance;
  }

  private void countRefusal(@Nullable Allowance allowance, Client client) {
    if (allowance != null && !allowance.isPassed()) {
      meter.count(allowance.refusal(), client);
    }
  }

  private static @Nullable KeyId key(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted(var grant) -> grant.keyId();
      case Verdict.Admitted(var grant) -> grant.keyId();
      case Verdict.Rejected rejected -> null;
    };
  }

  private static @Nullable RateLimit limit(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted(var grant) -> grant.rateLimit();
      case Verdict.Admitted(var grant) -> grant.rateLimit();
      case Verdict.Rejected rejected -> null;
    };
  }

  private @Nullable Taken takeAtOnce(@Nullable KeyId key, @Nullable RateLimit limit) {
    return key == null || limit == null ? Taken.NOTHING : Taken.of(windows.takeAtOnce(key, limit));
  }

  private @Nullable Allowance take(@Nullable KeyId key, @Nullable RateLimit limit) {
    return key == null || limit == null ? null : windows.take(key, limit);
  }

  /** Forgets the windows that are over; to be called every minute or so. */
  public void sweep() {
    windows.sweep();
  }

  /** How many windows are under way, or were when they were last swept. */
  int size() {
    return windows.size();
  }

  /** Gives back what other processes may use; no more is to be let through. */
  @Override
  public void close() {
    windows.close();
  }
}
