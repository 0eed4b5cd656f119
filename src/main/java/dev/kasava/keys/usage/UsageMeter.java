package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.SecretOverlap;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.UsageStore;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests in a {@link Journal} and hands the counts to the store when flushed. Every
 * request is counted once, whether flushes fail or run at the same time, and whenever the process
 * is killed. Thread-safe; {@link #flush} and {@link #close} block, and counting does where the
 * journal has to begin a file.
 */
public final class UsageMeter {
  private record Held(KeyId key, boolean isOld) {}

  private record Seen(KeyId key, InetAddress host) {}

  /** How often the same host is worth noting again. */
  private static final Duration NOTE_AGAIN = Duration.ofHours(1);

  /** Beyond these, hosts are forgotten here, and noted once more. */
  private static final int MOST_SEEN = 10_000;

  private final UsageStore store;
  private final Journal journal;
  private final InstantSource clock;
  private final ConcurrentMap<Seen, Instant> noted = new ConcurrentHashMap<>();
  private final ConcurrentMap<Held, Instant> uses = new ConcurrentHashMap<>();
  private final Queue<UsageStore.Sighting> sightings = new ConcurrentLinkedQueue<>();

  public UsageMeter(UsageStore store, Journal journal, InstantSource clock) {
    this.store = store;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Counts a request with a credential that was judged so; those of no genuine key do not count.
   */
  public void count(Verdict verdict, Client client) {
    switch (verdict) {
      case Verdict.Accepted(var grant) -> {
        count(grant.keyId(), client, Counted.ACCEPTED);
        used(grant);
      }
      case Verdict.Expired expired -> count(expired.keyId(), client, Counted.EXPIRED);
      case Verdict.Admitted(var grant) -> countIfKey(grant.keyId(), client, Counted.ACCEPTED);
      case Verdict.MissingScope lacking ->
          countIfKey(lacking.keyId(), client, Counted.MISSING_SCOPE);
      case Verdict.RateLimited limited -> count(limited.keyId(), client, Counted.RATE_LIMITED);
      case Verdict.InvalidToken invalid -> {}
      case Verdict.Malformed malformed -> {}
      case Verdict.Unknown unknown -> {}
      case Verdict.Revoked revoked -> {}
    }
  }

  private void countIfKey(@Nullable KeyId key, Client client, Counted outcome) {
    if (key != null) {
      count(key, client, outcome);
    }
  }

  public void count(KeyId key, Client client, Counted outcome) {
    var _ = journal.count(key, client, outcome, clock.millis());
  }

  /**
   * Counts an accepted request where the key's last one was counted, with nothing allocated.
   *
   * @param place as {@link #countPast} answered it; a negative one, or 0, is none
   * @param millis since 1970
   * @return false when nothing was counted, and {@link #countPast} has to
   */
  public boolean countAt(long place, Client client, long millis) {
    return journal.countAt(place, client, millis);
  }

  /**
   * Counts an accepted request that {@link #countAt} did not.
   *
   * @return the place at which to count the key's next one; positive
   */
  public long countPast(long place, KeyId key, Client client, long millis) {
    return journal.countPast(place, key, client, millis);
  }

  /** Notes which secret was accepted, where two work side by side. */
  public void used(Grant grant) {
    SecretOverlap overlap = grant.overlap();
    if (overlap == null) {
      return;
    }
    Instant now = clock.instant();
    if (now.isBefore(overlap.until())) {
      uses.put(new Held(grant.keyId(), overlap.isOld()), now);
    }
  }

  /** Notes that the holder of a key called from {@code host}. */
  public void saw(KeyId key, InetAddress host) {
    Instant now = clock.instant();
    Seen seen = new Seen(key, host);
    Instant before = noted.get(seen);
    if (before != null && now.isBefore(before.plus(NOTE_AGAIN))) {
      return;
    }
    if (noted.size() >= MOST_SEEN) {
      noted.clear();
    }
    noted.put(seen, now);
    sightings.add(new UsageStore.Sighting(key, text(host), now));
  }

  /** Without the name of a network interface, which is this machine's own affair. */
  private static String text(InetAddress host) {
    String text = host.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /**
   * Hands everything counted before this call to the store. May throw {@link
   * dev.kasava.keys.store.StoreException}; then nothing is lost and the next flush tries again.
   */
  public synchronized void flush() {
    journal.handOver(store);
    flushUses();
    flushSightings();
  }

  /** Flushes for the last time; what is counted afterwards is lost. */
  public synchronized void close() {
    try {
      flushUses();
      flushSightings();
    } finally {
      journal.close(store);
    }
  }

  private void flushUses() {
    List<UsageStore.SecretUse> due = new ArrayList<>();
    for (Held held : uses.keySet()) {
      Instant at = uses.remove(held);
      if (at != null) {
        due.add(new UsageStore.SecretUse(held.key(), held.isOld(), at));
      }
    }
    boolean kept = false;
    try {
      store.secretsUsed(due);
      kept = true;
    } finally {
      if (!kept) {
        due.forEach(use -> uses.putIfAbsent(new Held(use.key(), use.isOld()), use.at()));
      }
    }
  }

  private void flushSightings() {
    List<UsageStore.Sighting> due = new ArrayList<>();
    for (UsageStore.Sighting each = sightings.poll(); each != null; each = sightings.poll()) {
      due.add(each);
    }
    boolean kept = false;
    try {
      store.sighted(due);
      kept = true;
    } finally {
      if (!kept) {
        sightings.addAll(due);
      }
    }
  }
}
