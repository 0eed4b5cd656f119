package dev.kasava.keys.usage;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.Habits;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageMeterTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:14:59.999Z");

  /** Fails two times of three that it is handed anything, once after it took it. */
  private static final class FailingStore implements UsageStore {
    private final UsageStore store;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    FailingStore(UsageStore store) {
      this.store = store;
    }

    @Override
    public void secretsUsed(List<SecretUse> uses) {
      store.secretsUsed(uses);
    }

    @Override
    public void add(Batch batch) {
      int call = calls.incrementAndGet();
      if (call % 3 == 1) {
        failures.incrementAndGet();
        if (call % 2 == 0) {
          throw new AssertionError("an error rather than an exception");
        }
        throw new StoreException("The disk is full.");
      }
      store.add(batch);
      if (call % 3 == 2) {
        failures.incrementAndGet();
        throw new StoreException("The answer was lost.");
      }
    }

    @Override
    public void end(String journal) {
      store.end(journal);
    }

    @Override
    public long additions() {
      return store.additions();
    }

    @Override
    public Usage usage(KeyId key, ZoneId zone, Instant now) {
      return store.usage(key, zone, now);
    }

    @Override
    public Map<KeyId, List<Slice>> slices(List<KeyId> keys, List<Instant> bounds) {
      return store.slices(keys, bounds);
    }

    @Override
    public void sighted(List<Sighting> sightings) {
      store.sighted(sightings);
    }

    @Override
    public void foldDays(Instant before) {
      store.foldDays(before);
    }

    @Override
    public Map<KeyId, Habits> habits(List<KeyId> keys, Instant now) {
      return store.habits(keys, now);
    }
  }

  private static Usage usage(UsageStore store, KeyId key) {
    return store.usage(key, ZoneOffset.UTC, NOW.plusSeconds(3600));
  }

  @Test
  void losesAndDoublesNothingHoweverFlushesGo(@TempDir Path folder) throws Exception {
    SetClock clock = new SetClock(NOW);
    int threads = 8;
    int rounds = 20_000;
    try (TestInstallation test = TestInstallation.in(folder, clock);
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      KeyId first = test.create("First", null).key().key().id();
      KeyId second = test.create("Second", null).key().key().id();
      FailingStore store = new FailingStore(new SqlUsageStore(database));
      UsageMeter meter = new UsageMeter(store, Journal.in(folder.resolve("usage")), clock);
      AtomicBoolean counting = new AtomicBoolean(true);
      try (ExecutorService pool = Executors.newFixedThreadPool(threads + 2)) {
        List<Future<?>> flushers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          flushers.add(pool.submit(() -> flushWhile(counting, meter, clock)));
        }
        List<Future<?>> counters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          Client client = i % 2 == 0 ? Client.CURL : Client.CURSOR;
          counters.add(
              pool.submit(
                  () -> {
                    for (int round = 0; round < rounds; round++) {
                      meter.count(first, client, Counted.ACCEPTED);
                      meter.count(second, client, Counted.EXPIRED);
                    }
                  }));
        }
        try {
          for (Future<?> counter : counters) {
            counter.get();
          }
        } finally {
          counting.set(false);
        }
        for (Future<?> flusher : flushers) {
          flusher.get();
        }
      }
      flushOnce(meter);
      flushOnce(meter);
      assertThat(store.failures.get()).isPositive();
      assertThat(usage(store, first).total()).isEqualTo((long) threads * rounds);
      assertThat(usage(store, first).rejected()).isZero();
      assertThat(usage(store, second).rejected()).isEqualTo((long) threads * rounds);
      assertThat(usage(store, second).total()).isZero();
      assertThat(usage(store, first).byClient())
          .extracting(Usage.ByClient::requests)
          .containsExactly((long) threads * rounds / 2, (long) threads * rounds / 2);
      assertThat(usage(store, first).lastUsedAt()).isAfterOrEqualTo(NOW);
    }
  }

  private static void flushWhile(AtomicBoolean counting, UsageMeter meter, SetClock clock) {
    while (counting.get()) {
      flushOnce(meter);
      // Over the end of a quarter and of an hour again and again.
      clock.set(clock.instant().equals(NOW) ? NOW.plusMillis(1) : NOW);
    }
  }

  private static void flushOnce(UsageMeter meter) {
    try {
      meter.flush();
    } catch (StoreException | AssertionError e) {
      assertThat(e.getMessage()).containsAnyOf("disk is full", "answer was lost", "an error");
    }
  }

  @Test
  void whatAFailedFlushHeldComesOnceWithALaterOne(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder, new SetClock(NOW));
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      KeyId key = test.create("CI", null).key().key().id();
      FailingStore store = new FailingStore(new SqlUsageStore(database));
      UsageMeter meter = new UsageMeter(store, Journal.inMemory(), test.get().clock());
      meter.count(key, Client.CURL, Counted.ACCEPTED);
      assertThatThrownBy(meter::flush).hasMessageContaining("disk is full");
      assertThat(usage(store, key).total()).isZero();
      meter.count(key, Client.CURL, Counted.ACCEPTED);
      assertThatThrownBy(meter::flush).hasMessageContaining("answer was lost");
      assertThat(usage(store, key).total()).isOne();
      // The first comes again and is had already; the second fails.
      assertThatThrownBy(meter::flush).isInstanceOf(AssertionError.class);
      assertThat(usage(store, key).total()).isOne();
      assertThatThrownBy(meter::flush).hasMessageContaining("answer was lost");
      meter.flush();
      meter.flush();
      assertThat(usage(store, key).total()).isEqualTo(2);
      assertThat(store.failures.get()).isEqualTo(4);
    }
  }

  @Test
  void countsWhatHasAGenuineKeyAndNothingElse(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder, new SetClock(NOW))) {
      KeyId key = test.create("CI", null, "keys:read").key().key().id();
      UsageMeter meter = test.get().meter();
      Grant grant =
          new Grant(key, test.firstCaller().owner(), new KeyName("CI"), Scopes.DEFAULT, null);
      meter.count(new Verdict.Accepted(grant), Client.CURL);
      meter.count(new Verdict.Expired(key, NOW), Client.CURL);
      meter.count(new Verdict.MissingScope(key, Scope.KEYS_WRITE), Client.CURL);
      meter.count(
          new Verdict.RateLimited(key, new RateLimit(1, Duration.ofSeconds(1)), Duration.ZERO),
          Client.CURL);
      meter.count(new Verdict.Malformed(), Client.CURL);
      meter.count(new Verdict.Unknown(), Client.CURL);
      meter.count(new Verdict.Revoked(key, Ended.REGENERATED, NOW), Client.CURL);
      Usage usage = done(test.get().verbs().usage().read(test.firstCaller(), key, "UTC"));
      assertThat(usage.total()).isOne();
      assertThat(usage.rejected()).isEqualTo(3);
      assertThat(usage.lastUsedAt()).isEqualTo(NOW);
    }
  }

  @Test
  void countsOfAKeyThatWasDeletedBeforeTheFlushAreDropped(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder, new SetClock(NOW))) {
      KeyId gone = test.create("Gone", null).key().key().id();
      KeyId kept = test.create("Kept", null).key().key().id();
      UsageMeter meter = test.get().meter();
      meter.count(gone, Client.CURL, Counted.ACCEPTED);
      meter.count(kept, Client.CURL, Counted.ACCEPTED);
      done(test.get().verbs().delete().delete(test.firstCaller(), gone));
      meter.flush();
      assertThat(done(test.get().verbs().usage().read(test.firstCaller(), kept, null)).total())
          .isOne();
      try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
        assertThat(usage(new SqlUsageStore(database), gone).total()).isZero();
      }
    }
  }

  @Test
  void closingKeepsWhatWasCounted(@TempDir Path folder) {
    KeyId key;
    try (TestInstallation test = TestInstallation.in(folder, new SetClock(NOW))) {
      key = test.create("CI", null).key().key().id();
      test.get().meter().count(key, Client.CURL, Counted.ACCEPTED);
    }
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      assertThat(usage(new SqlUsageStore(database), key).total()).isOne();
    }
  }
}
