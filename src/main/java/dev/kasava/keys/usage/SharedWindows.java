package dev.kasava.keys.usage;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Windows that several processes take from together. While their store is not reached, or fails,
 * each counts by itself, from what was left when it last heard. Thread-safe.
 */
final class SharedWindows implements Windows {
  /** How many requests may wait for what others were lent; each keeps a worker busy. */
  static final int MOST_PATIENT = 16;

  private final LimitStore store;
  private final LongSupplier nanos;
  private final Clerk clerk;
  private final Semaphore places = new Semaphore(MOST_PATIENT);
  private final ConcurrentMap<KeyId, Till> tills = new ConcurrentHashMap<>();

  SharedWindows(LimitStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
    this.clerk = new Clerk(store, nanos);
  }

  @Override
  public @Nullable Allowance takeAtOnce(KeyId key, RateLimit limit) {
    if (!store.isReached() || clerk.isResting(nanos.getAsLong())) {
      return byItself(key, limit);
    }
    Till till = tills.get(key);
    return till == null ? null : till.atOnce(limit, nanos.getAsLong());
  }

  private Allowance byItself(KeyId key, RateLimit limit) {
    AtomicReference<Allowance> taken = new AtomicReference<>();
    tills.compute(
        key,
        (same, known) -> {
          long now = nanos.getAsLong();
          Till till = known == null ? new Till(key, limit, places, now) : known;
          taken.set(till.byItself(limit, now));
          return till;
        });
    return Objects.requireNonNull(taken.get());
  }

  @Override
  public Allowance take(KeyId key, RateLimit limit) {
    if (!store.isReached() || clerk.isRestingFor(nanos.getAsLong())) {
      return byItself(key, limit);
    }
    Ticket ticket = new Ticket(limit);
    // Within the map's own lock of the key, so that nobody waits at a till that was swept.
    Till till =
        tills.compute(
            key,
            (same, known) -> {
              long now = nanos.getAsLong();
              Till one = known == null ? new Till(key, limit, places, now) : known;
              one.join(ticket, now);
              return one;
            });
    if (!ticket.isAnswered()) {
      clerk.serve(till);
    }
    return ticket.await();
  }

  @Override
  public void sweep() {
    long now = nanos.getAsLong();
    tills
        .keySet()
        .forEach(
            key -> tills.computeIfPresent(key, (same, till) -> till.isOver(now) ? null : till));
    if (store.isReached()) {
      store.removeOver();
    }
  }

  @Override
  public int size() {
    return tills.size();
  }

  @Override
  public void close() {
    clerk.close();
  }
}
