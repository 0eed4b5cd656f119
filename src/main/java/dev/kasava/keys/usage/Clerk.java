package dev.kasava.keys.usage;

import dev.kasava.keys.store.LimitStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store for all tills of a process, on a thread of its own. While one transaction is under
 * way those who come meanwhile gather, and the next one is for all of them: so the store has the
 * less to do for each, the more there are. Thread-safe.
 */
final class Clerk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Clerk.class);

  /** How often it is looked whether a loan is over, or others gave something back. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  /** How long a store that failed is left alone, but for one request that tries it. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_AT_ONCE = 500;
  private static final int SECONDS_TO_END = 5;

  private final LimitStore store;
  private final LongSupplier nanos;
  private final Queue<Till> wanting = new ConcurrentLinkedQueue<>();
  private final Set<Till> pending = new LinkedHashSet<>();
  private @Nullable Thread thread;
  private volatile boolean isClosed;
  private volatile boolean isEnded;
  private long lookedAt;
  private final AtomicLong triesAgainAt = new AtomicLong();
  private volatile boolean isLost;

  Clerk(LimitStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
  }

  /** Whether the store failed a moment ago, so that nobody should wait for it. */
  boolean isResting(long now) {
    return isLost && now - triesAgainAt.get() < 0;
  }

  /** Likewise; it is not when it is for the caller to try the store. */
  boolean isRestingFor(long now) {
    long due = triesAgainAt.get();
    return isLost && (now - due < 0 || !triesAgainAt.compareAndSet(due, now + REST_NANOS));
  }

  /** Has the store asked for those who wait at a till. */
  void serve(Till till) {
    wanting.add(till);
    Thread started = started();
    if (isEnded || started == null) {
      till.end(nanos.getAsLong());
    } else {
      LockSupport.unpark(started);
    }
  }

  /** Most processes never see a limited key, and need no thread. */
  private synchronized @Nullable Thread started() {
    if (thread == null && !isClosed) {
      thread = Thread.ofPlatform().daemon().name("limits").start(this::run);
    }
    return thread;
  }

  private void run() {
    try {
      while (!isClosed) {
        Set<Till> due = due();
        if (!due.isEmpty()) {
          serveAll(due);
        } else if (pending.isEmpty()) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
      }
    } finally {
      end();
    }
  }

  private Set<Till> due() {
    Set<Till> due = new LinkedHashSet<>();
    for (Till till = wanting.poll(); till != null; till = wanting.poll()) {
      due.add(till);
    }
    long now = System.nanoTime();
    if (!pending.isEmpty() && now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      due.addAll(pending);
    }
    return due;
  }

  private void serveAll(Set<Till> due) {
    List<Till> some = new ArrayList<>();
    for (Till till : due) {
      some.add(till);
      if (some.size() == MOST_AT_ONCE) {
        serve(some);
        some.clear();
      }
    }
    serve(some);
  }

  private void serve(List<Till> tills) {
    List<Till> asking = new ArrayList<>();
    List<LimitStore.Ask> asks = new ArrayList<>();
    long askedAt = nanos.getAsLong();
    for (Till till : tills) {
      LimitStore.Ask ask = till.ask(askedAt);
      if (ask != null) {
        asking.add(till);
        asks.add(ask);
      }
    }
    if (!asks.isEmpty()) {
      ask(asking, asks, askedAt);
    }
    for (Till till : tills) {
      if (till.isPending()) {
        pending.add(till);
      } else {
        pending.remove(till);
      }
    }
  }

  private void ask(List<Till> asking, List<LimitStore.Ask> asks, long askedAt) {
    List<LimitStore.Taken> taken;
    try {
      taken = store.take(asks);
      found();
    } catch (RuntimeException | Error e) {
      // Whatever it is, nobody must wait for ever.
      lost(e);
      asking.forEach(till -> till.failed(nanos.getAsLong()));
      return;
    }
    long now = nanos.getAsLong();
    for (int i = 0; i < taken.size(); i++) {
      asking.get(i).answered(taken.get(i), askedAt, now);
    }
  }

  private void lost(Throwable e) {
    triesAgainAt.set(nanos.getAsLong() + REST_NANOS);
    if (!isLost) {
      isLost = true;
      log.warn("Limits are counted by this node alone for now: {}", e.toString());
    }
  }

  private void found() {
    if (isLost) {
      isLost = false;
      log.info("Limits are counted together with other nodes again.");
    }
  }

  private void end() {
    Set<Till> last = new LinkedHashSet<>(pending);
    last.addAll(due());
    last.forEach(Till::endLoan);
    serveAll(last);
    isEnded = true;
    last.addAll(pending);
    last.addAll(due());
    last.forEach(till -> till.end(nanos.getAsLong()));
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      LockSupport.unpark(running);
      try {
        running.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
