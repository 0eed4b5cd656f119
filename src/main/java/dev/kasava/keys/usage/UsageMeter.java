package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.UsageStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts requests in memory and hands the counts to the store when flushed. Every request is
 * counted once, whether flushes fail or run at the same time. Thread-safe; only {@link #flush}
 * blocks.
 */
public final class UsageMeter {
  private record Slot(KeyId key, long quarter, Client client, Counted outcome) {}

  private record Count(long requests, Instant lastAt) {
    Count plus(Count other) {
      return new Count(
          requests + other.requests, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
    }
  }

  private final UsageStore store;
  private final InstantSource clock;
  private final ConcurrentMap<Slot, Count> counts = new ConcurrentHashMap<>();

  public UsageMeter(UsageStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Counts a request with a credential that was judged so; those of no genuine key do not count.
   */
  public void count(Verdict verdict, Client client) {
    switch (verdict) {
      case Verdict.Accepted(var grant) -> count(grant.keyId(), client, Counted.ACCEPTED);
      case Verdict.Expired expired -> count(expired.keyId(), client, Counted.EXPIRED);
      case Verdict.MissingScope lacking -> count(lacking.keyId(), client, Counted.MISSING_SCOPE);
      case Verdict.Malformed malformed -> {}
      case Verdict.Unknown unknown -> {}
      case Verdict.Revoked revoked -> {}
    }
  }

  public void count(KeyId key, Client client, Counted outcome) {
    Instant now = clock.instant();
    counts.merge(
        new Slot(key, UsageStore.quarterOf(now), client, outcome), new Count(1, now), Count::plus);
  }

  /**
   * Hands everything counted before this call to the store. May throw {@link
   * dev.kasava.keys.store.StoreException}; then nothing is lost and the next flush tries again.
   */
  public synchronized void flush() {
    List<UsageStore.Tally> tallies = new ArrayList<>();
    for (Slot slot : counts.keySet()) {
      Count count = counts.remove(slot);
      if (count != null) {
        tallies.add(
            new UsageStore.Tally(
                slot.key(),
                slot.quarter(),
                slot.client(),
                slot.outcome(),
                count.requests(),
                count.lastAt()));
      }
    }
    boolean kept = false;
    try {
      store.add(tallies);
      kept = true;
    } finally {
      if (!kept) {
        tallies.forEach(this::putBack);
      }
    }
  }

  private void putBack(UsageStore.Tally tally) {
    counts.merge(
        new Slot(tally.key(), tally.quarter(), tally.client(), tally.outcome()),
        new Count(tally.requests(), tally.lastAt()),
        Count::plus);
  }
}
