package dev.kasava.keys.usage;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What one process knows of a limited key's window in the store, and what it was lent of it. Times
 * are nanoseconds of a clock that only goes forward. Thread-safe; never blocks.
 */
final class Till {
  private static final long LOAN = LimitStore.LOAN.toNanos();
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  /** For longer the clocks of two machines do not go alike to the millisecond. */
  private static final long TRUST = Duration.ofSeconds(10).toNanos();

  /** Whoever used so many is lent at most so many times as many. */
  private static final int MOST_GROWTH = 4;

  private final KeyId key;
  private final Semaphore places;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private List<Ticket> asking = List.of();
  private RateLimit limit;

  private boolean isBegun;
  private long window;
  // The store measured the time somewhere between the question and the answer.
  private long endsAt;
  private long overAt;

  private boolean isTold;
  private long askedAt;
  private long left;
  private long lentToOthers;
  private long lent;
  private long spare;
  private boolean isEnding;
  private long unasked;
  private long reported;

  private long passed;
  private long since;

  /**
   * @param places for requests that wait for other processes
   */
  Till(KeyId key, RateLimit limit, Semaphore places, long now) {
    this.key = key;
    this.limit = limit;
    this.places = places;
    this.since = now;
  }

  /**
   * Takes a request off the window, where that is known without the store.
   *
   * @return null when it is not, and nothing was taken
   */
  synchronized @Nullable Allowance atOnce(RateLimit current, long now) {
    if (!isBegun || now - endsAt >= 0 || !current.equals(limit)) {
      return null;
    }
    if (spare > 0) {
      return passLent(now);
    }
    return isUsedUp(now) ? refused(now) : null;
  }

  private Allowance passLent(long now) {
    spare--;
    passed++;
    return allowance(true, left + spare, now);
  }

  /** What others were lent and may give back is for those who wait for it already. */
  private boolean isUsedUp(long now) {
    return isTold
        && now - askedAt < TRUST
        && left == 0
        && (lentToOthers <= waiting.size() || places.availablePermits() == 0);
  }

  private Allowance refused(long now) {
    return allowance(false, 0, now);
  }

  private Allowance allowance(boolean isPassed, long remaining, long now) {
    return new Allowance(
        key, limit, isPassed, remaining, Duration.ofNanos(Math.max(0, overAt - now)));
  }

  /** Answers a request where that can be done without the store, and has it wait otherwise. */
  synchronized void join(Ticket ticket, long now) {
    Allowance known = atOnce(ticket.limit(), now);
    if (known == null) {
      waiting.add(ticket);
    } else {
      ticket.answer(known);
    }
  }

  /** Takes a request off what is left as far as this process knows. */
  synchronized Allowance byItself(RateLimit current, long now) {
    if (!isBegun || now - overAt >= 0) {
      begin(current, now);
    }
    go(current);
    if (spare > 0) {
      return passLent(now);
    }
    if (left <= 0) {
      return refused(now);
    }
    left--;
    unasked++;
    isTold = false;
    return allowance(true, left, now);
  }

  private void begin(RateLimit current, long now) {
    limit = current;
    isBegun = true;
    isTold = false;
    window = 0;
    endsAt = now + current.window().toNanos();
    overAt = endsAt;
    left = current.requests();
    lentToOthers = 0;
    lent = 0;
    spare = 0;
    unasked = 0;
    reported = 0;
  }

  /** A limit that was changed goes on in the window that is under way. */
  private void go(RateLimit current) {
    long longer = current.window().minus(limit.window()).toNanos();
    endsAt += longer;
    overAt += longer;
    left += current.requests() - limit.requests();
    limit = current;
  }

  /** What is to be asked for now, if anything; whoever calls this brings the answer. */
  synchronized LimitStore.@Nullable Ask ask(long now) {
    if (isBegun && now - endsAt >= 0) {
      lent = 0;
      spare = 0;
    }
    if (waiting.isEmpty() && (lent == 0 || !isLoanOver(now))) {
      return null;
    }
    asking = List.copyOf(waiting);
    waiting.clear();
    if (!asking.isEmpty()) {
      go(asking.getLast().limit());
    }
    LimitStore.Return returned =
        lent == 0 ? LimitStore.Return.NOTHING : new LimitStore.Return(window, lent, spare);
    lent = 0;
    spare = 0;
    isTold = false;
    unasked = isBegun && now - overAt < 0 ? unasked : 0;
    reported = unasked;
    return new LimitStore.Ask(
        key,
        limit,
        asking.size(),
        asking.isEmpty() || isEnding ? 0 : ahead(now),
        returned,
        reported);
  }

  /** One that is used up, too, so that nobody waits for what will not come back. */
  private boolean isLoanOver(long now) {
    return isEnding || spare == 0 || now - askedAt >= LOAN;
  }

  /** As many as pass while a loan lasts, if it goes on as it did since this was last told. */
  private long ahead(long now) {
    long elapsed = Math.max(now - since, MILLI);
    long expected = Math.min(passed * MOST_GROWTH, passed * LOAN / elapsed);
    passed = 0;
    since = now;
    return expected;
  }

  /** Takes in what the store answered. */
  synchronized void answered(LimitStore.Taken taken, long asked, long now) {
    long untilEnd = taken.untilEnd().toNanos();
    isBegun = untilEnd > 0;
    isTold = isBegun;
    window = taken.window();
    endsAt = asked + untilEnd - MILLI;
    overAt = now + untilEnd;
    left = taken.left();
    lentToOthers = taken.lentToOthers();
    lent = taken.lent();
    spare = lent;
    askedAt = asked;
    unasked -= reported;
    reported = 0;
    passed += taken.taken();
    List<Ticket> told = asking;
    asking = List.of();
    tell(told, taken, now);
  }

  private void tell(List<Ticket> told, LimitStore.Taken taken, long now) {
    Deque<Ticket> patient = new ArrayDeque<>();
    for (int i = 0; i < told.size(); i++) {
      Ticket ticket = told.get(i);
      if (i < taken.taken()) {
        ticket.answer(allowance(true, left + lent + taken.taken() - 1 - i, now));
      } else if (patient.size() < lentToOthers && ticket.isPatient(places)) {
        patient.add(ticket);
      } else {
        ticket.answer(refused(now));
      }
    }
    while (!patient.isEmpty()) {
      waiting.addFirst(patient.removeLast());
    }
  }

  /** Answers those who asked, since the store does not. */
  synchronized void failed(long now) {
    List<Ticket> told = asking;
    asking = List.of();
    reported = 0;
    told.forEach(ticket -> ticket.answer(byItself(ticket.limit(), now)));
  }

  /** Answers all who wait, since nobody will ask any more. */
  synchronized void end(long now) {
    failed(now);
    while (!waiting.isEmpty()) {
      Ticket ticket = waiting.remove();
      ticket.answer(byItself(ticket.limit(), now));
    }
  }

  /** Has what was lent given back the next time. */
  synchronized void endLoan() {
    isEnding = true;
  }

  /** Whether something is to be asked for later, though nobody comes. */
  synchronized boolean isPending() {
    return lent > 0 || !waiting.isEmpty();
  }

  /** Whether nothing is known that matters then. */
  synchronized boolean isOver(long now) {
    return waiting.isEmpty() && asking.isEmpty() && (!isBegun || now - overAt >= 0);
  }
}
