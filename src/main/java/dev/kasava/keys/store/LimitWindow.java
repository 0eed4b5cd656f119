package dev.kasava.keys.store;

import dev.kasava.keys.key.RateLimit;
import java.time.Duration;

/**
 * A limited key's window in a {@link LimitStore}. Times are milliseconds of the store's clock.
 *
 * @param begunAt when it began; 0 when there was none
 * @param used how many requests were let through, and what is lent
 * @param lent how many of those are lent
 * @param lentUntil when nobody waits for these any more
 */
public record LimitWindow(long begunAt, long used, long lent, long lentUntil) {
  public static final LimitWindow NONE = new LimitWindow(0, 0, 0, 0);

  /** A process is lent an eighth of what is left at most. */
  private static final int SHARE = 8;

  /**
   * Nothing is lent of the last sixteenth, nor of the last 256: they are let through one by one.
   */
  private static final int LAST_PART = 16;

  private static final long LAST = 256;

  /**
   * @param window the window after it
   */
  public record Step(LimitWindow window, LimitStore.Taken taken) {}

  /** Answers to what a process asks for. */
  public Step take(LimitStore.Ask ask, long now) {
    RateLimit limit = ask.limit();
    if (ask.wanted() == 0 && isOver(now, limit)) {
      return new Step(
          this, new LimitStore.Taken(begunAt, 0, 0, limit.requests(), Duration.ZERO, 0));
    }
    LimitWindow before = at(now, limit).without(ask.returned()).with(ask.unasked());
    long free = Math.max(0, limit.requests() - before.used);
    long taken = Math.min(ask.wanted(), free);
    long last = Math.min(limit.requests() / LAST_PART, LAST);
    long spare = Math.max(0, free - taken - last) / SHARE;
    long ahead = Math.min(ask.ahead(), spare);
    return new Step(
        before.with(taken).lending(ahead, now),
        new LimitStore.Taken(
            before.begunAt,
            taken,
            ahead,
            free - taken - ahead,
            Duration.ofMillis(before.endsAt(limit) - now),
            before.lentUntil > now ? before.lent : 0));
  }

  /** When it is over under that limit. */
  public long endsAt(RateLimit limit) {
    return begunAt + limit.window().toMillis();
  }

  private boolean isOver(long now, RateLimit limit) {
    return endsAt(limit) <= now;
  }

  /** The window that is under way then; a clock that was set back makes nobody wait for longer. */
  private LimitWindow at(long now, RateLimit limit) {
    if (begunAt > now) {
      return new LimitWindow(now, used, lent, now + LimitStore.PATIENCE.toMillis());
    }
    return isOver(now, limit) ? new LimitWindow(now, 0, 0, 0) : this;
  }

  private LimitWindow without(LimitStore.Return returned) {
    return returned.window() == begunAt
        ? new LimitWindow(begunAt, used - returned.unused(), lent - returned.lent(), lentUntil)
        : this;
  }

  private LimitWindow with(long more) {
    return new LimitWindow(begunAt, used + more, lent, lentUntil);
  }

  private LimitWindow lending(long ahead, long now) {
    return ahead == 0
        ? this
        : new LimitWindow(
            begunAt,
            used + ahead,
            lent + ahead,
            Math.max(lentUntil, now + LimitStore.PATIENCE.toMillis()));
  }
}
