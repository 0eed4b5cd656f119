package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.batch;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.UsageStore.Batch;
import dev.kasava.keys.store.UsageStore.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every usage store has to do. */
public abstract class UsageStoreContract {
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final Habits NO_HABITS =
      new Habits(Set.of(), Set.of(), Set.of(), 0, 0, 0, null, null);

  private Stores stores;
  private UsageStore store;
  private final Owner owner = owner("First");
  private final ApiKey key = claimed(key(owner.id(), "CI", NOW));

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
    store = stores.usage();
    stores
        .keys()
        .write(
            writer -> {
              writer.addOwner(owner);
              writer.addKey(key);
              return "";
            });
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  private void add(Tally... tallies) {
    store.add(batch(tallies));
  }

  private static Tally tally(KeyId key, Instant at, Client client, Counted outcome, long count) {
    return new Tally(key, UsageStore.quarterOf(at), client, outcome, count, at);
  }

  private void used(Instant at, long count) {
    add(tally(key.id(), at, Client.CURL, Counted.ACCEPTED, count));
  }

  private Usage usage(ZoneId zone, Instant now) {
    return store.usage(key.id(), zone, now);
  }

  @Test
  void ofAnUnusedOrUnknownKeyIsZero() {
    Usage none = new Usage(0, 0, 0, 0, null, null, UTC, List.of(), List.of());
    assertThat(usage(UTC, NOW)).isEqualTo(none);
    assertThat(store.usage(KeyId.random(new Random()), UTC, NOW)).isEqualTo(none);
  }

  private Habits habits() {
    return store.habits(List.of(key.id()), NOW).getOrDefault(key.id(), NO_HABITS);
  }

  @Test
  void habitsAreOfUseAlone() {
    assertThat(store.habits(List.of(), NOW)).isEmpty();
    assertThat(store.habits(List.of(key.id()), NOW)).isEmpty();
    add(tally(key.id(), NOW, Client.CURL, Counted.EXPIRED, 5));
    assertThat(store.habits(List.of(key.id()), NOW)).isEmpty();
  }

  @Test
  void habitsTellTheLastDayFromTheFourWeeksBefore() {
    used(NOW, 3);
    used(NOW.minus(Duration.ofHours(23)), 4);
    used(NOW.minus(Duration.ofDays(2)), 10);
    used(NOW.minus(Duration.ofDays(2)).plusSeconds(3600), 1);
    used(NOW.minus(Duration.ofDays(20)), 100);
    used(NOW.minus(Duration.ofDays(40)), 1_000);
    Habits habits = habits();
    assertThat(habits.lastDay()).isEqualTo(7);
    assertThat(habits.monthBefore()).isEqualTo(111);
    assertThat(habits.daysInUse()).isEqualTo(2);
    assertThat(habits.lastBefore())
        .isEqualTo(UsageStore.startOfQuarter(UsageStore.quarterOf(NOW.minus(Duration.ofDays(20)))));
    assertThat(habits.firstOfWeek())
        .isEqualTo(UsageStore.startOfQuarter(UsageStore.quarterOf(NOW.minus(Duration.ofDays(2)))));
  }

  @Test
  void habitsTellNewClientsFromOldOnes() {
    used(NOW.minus(Duration.ofDays(20)), 1);
    used(NOW, 1);
    add(tally(key.id(), NOW, Client.CURSOR, Counted.ACCEPTED, 1));
    assertThat(habits().clients()).containsExactlyInAnyOrder(Client.CURL, Client.CURSOR);
    assertThat(habits().newClients()).containsExactly(Client.CURSOR);
  }

  private void sighted(String host, Instant at) {
    store.sighted(List.of(new UsageStore.Sighting(key.id(), host, at)));
  }

  @Test
  void aHostIsNewNextToAnOlderOneAlone() {
    used(NOW, 1);
    sighted("192.0.2.1", NOW.minus(Duration.ofDays(3)));
    sighted("192.0.2.2", NOW);
    assertThat(habits().newHosts()).isEmpty();
    sighted("192.0.2.3", NOW.minus(Duration.ofDays(30)));
    sighted("192.0.2.3", NOW);
    assertThat(habits().newHosts()).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @Test
  void hostsOfAKeyThatIsGoneAreDropped() {
    stores
        .keys()
        .write(
            writer -> {
              writer.deleteKey(key.id(), NOW);
              return "";
            });
    sighted("192.0.2.1", NOW);
    assertThat(store.habits(List.of(key.id()), NOW)).isEmpty();
  }

  @Test
  void addsUpByHourClientAndOutcome() {
    Instant earlier = Instant.parse("2026-11-23T11:59:59.999Z");
    add(
        tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 2),
        tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 3),
        tally(key.id(), NOW, Client.CURSOR, Counted.ACCEPTED, 7),
        tally(key.id(), NOW, Client.CURL, Counted.EXPIRED, 1),
        tally(key.id(), NOW, Client.CURL, Counted.MISSING_SCOPE, 4),
        tally(key.id(), earlier, Client.CURL, Counted.ACCEPTED, 10));
    add(tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 1));
    assertThat(usage(UTC, NOW))
        .isEqualTo(
            new Usage(
                23,
                23,
                23,
                5,
                NOW,
                Client.CURL,
                UTC,
                List.of(
                    new Usage.Hour(Instant.parse("2026-11-23T11:00:00Z"), 10, 0),
                    new Usage.Hour(Instant.parse("2026-11-23T12:00:00Z"), 13, 5)),
                List.of(
                    new Usage.ByClient(Client.CURL, 16, 5),
                    new Usage.ByClient(Client.CURSOR, 7, 0))));
  }

  @Test
  void aRefusalIsNoUse() {
    add(tally(key.id(), NOW, Client.CURL, Counted.EXPIRED, 1));
    assertThat(usage(UTC, NOW).lastUsedAt()).isNull();
    assertThat(usage(UTC, NOW).lastClient()).isNull();
    used(NOW.minusSeconds(5), 1);
    add(tally(key.id(), NOW, Client.CURSOR, Counted.MISSING_SCOPE, 1));
    assertThat(usage(UTC, NOW).lastUsedAt()).isEqualTo(NOW.minusSeconds(5));
    assertThat(usage(UTC, NOW).lastClient()).isEqualTo(Client.CURL);
  }

  @Test
  void theLastUseIsTheLatestWhicheverCameFirst() {
    add(
        tally(key.id(), NOW, Client.CURSOR, Counted.ACCEPTED, 1),
        tally(key.id(), NOW.minusMillis(1), Client.CURL, Counted.ACCEPTED, 1));
    used(NOW.minusSeconds(100), 1);
    assertThat(usage(UTC, NOW).lastUsedAt()).isEqualTo(NOW);
    assertThat(usage(UTC, NOW).lastClient()).isEqualTo(Client.CURSOR);
  }

  /**
   * {@code counted} is the first moment of today in the zone, by the wall clock there; {@code now}
   * some moment of that day.
   */
  @ParameterizedTest
  @CsvSource({
    "Pacific/Kiritimati,  2026-11-24T00:00, 2026-11-24T01:00", // UTC+14
    "Etc/GMT+12,          2026-11-23T00:00, 2026-11-23T23:59:59", // UTC-12
    "UTC,                 2026-11-23T00:00, 2026-11-23T23:59:59.999",
    "Asia/Kolkata,        2026-11-23T00:00, 2026-11-23T00:00",
    "Asia/Kathmandu,      2026-11-23T00:00, 2026-11-23T12:00",
    "Australia/Eucla,     2026-11-23T00:00, 2026-11-23T12:00", // UTC+8:45
    "America/St_Johns,    2026-11-23T00:00, 2026-11-23T12:00", // UTC-3:30
    "Europe/Berlin,       2026-03-29T00:00, 2026-03-29T23:30", // 23 hours long
    "Europe/Berlin,       2026-10-25T00:00, 2026-10-25T23:30", // 25 hours long
    "America/Santiago,    2026-09-06T01:00, 2026-09-06T23:30", // there is no midnight
    "Australia/Lord_Howe, 2026-10-04T00:00, 2026-10-04T23:30", // moves by half an hour
    "Asia/Kathmandu,      2028-02-29T00:00, 2028-02-29T18:00", // leap day
    "UTC,                 2026-12-31T00:00, 2026-12-31T23:59:59"
  })
  void todayBeginsWhenItDoesThere(String zoneName, LocalDateTime counted, LocalDateTime now) {
    ZoneId zone = ZoneId.of(zoneName);
    Instant start = counted.atZone(zone).toInstant();
    Instant moment = now.atZone(zone).toInstant();
    used(start, 1);
    used(start.minusMillis(1), 10);
    used(moment, 100);
    Usage usage = usage(zone, moment);
    assertThat(usage.today()).isEqualTo(101);
    assertThat(usage.timeZone()).isEqualTo(zone);
    assertThat(usage.total()).isEqualTo(111);
    assertThat(usage(zone, start.minusMillis(1)).today()).isEqualTo(111);
  }

  @ParameterizedTest
  @CsvSource({
    "Pacific/Kiritimati, 2026-12-01T00:00, 2026-12-31T23:59:59.999",
    "Etc/GMT+12,         2026-12-01T00:00, 2026-12-01T00:00",
    "UTC,                2028-02-01T00:00, 2028-02-29T23:59:59",
    "UTC,                2027-02-01T00:00, 2027-02-28T23:59:59",
    "Asia/Kathmandu,     2027-01-01T00:00, 2027-01-01T00:00",
    "Asia/Kolkata,       2028-03-01T00:00, 2028-03-01T05:00",
    "Europe/Berlin,      2026-10-01T00:00, 2026-10-31T23:00",
    "America/New_York,   2026-11-01T00:00, 2026-11-30T23:00" // its first day is 25 hours long
  })
  void thisMonthBeginsWhenItDoesThere(String zoneName, LocalDateTime counted, LocalDateTime now) {
    ZoneId zone = ZoneId.of(zoneName);
    Instant start = counted.atZone(zone).toInstant();
    used(start, 1);
    used(start.minusMillis(1), 10);
    Usage usage = usage(zone, now.atZone(zone).toInstant());
    assertThat(usage.thisMonth()).isEqualTo(1);
    assertThat(usage.total()).isEqualTo(11);
    assertThat(usage.byClient()).containsExactly(new Usage.ByClient(Client.CURL, 1, 0));
  }

  @Test
  void tellsTheLast24HoursOldestFirst() {
    Instant now = Instant.parse("2026-11-01T00:10:00Z");
    for (int hours = 30; hours >= 0; hours--) {
      used(now.minusSeconds(hours * 3600L), 1);
    }
    List<Usage.Hour> hours = usage(UTC, now).byHour();
    assertThat(hours).hasSize(24);
    assertThat(hours.getFirst().start()).isEqualTo(Instant.parse("2026-10-31T01:00:00Z"));
    assertThat(hours.getLast().start()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
    assertThat(usage(UTC, now).thisMonth()).isEqualTo(1);
  }

  @Test
  void aFullCountStaysFull() {
    used(NOW, Long.MAX_VALUE - 1);
    used(NOW, 1);
    assertThat(usage(UTC, NOW).total()).isEqualTo(Long.MAX_VALUE);
    used(NOW, 1);
    used(NOW, Long.MAX_VALUE);
    used(NOW.minusSeconds(3600), Long.MAX_VALUE);
    add(tally(key.id(), NOW, Client.CURL, Counted.EXPIRED, Long.MAX_VALUE));
    add(tally(key.id(), NOW, Client.CURL, Counted.MISSING_SCOPE, 5));
    Usage usage = usage(UTC, NOW);
    assertThat(
            List.of(
                usage.total(),
                usage.today(),
                usage.thisMonth(),
                usage.rejected(),
                usage.byHour().getLast().requests(),
                usage.byHour().getLast().rejected(),
                usage.byClient().getFirst().requests(),
                usage.byClient().getFirst().rejected()))
        .allMatch(count -> count == Long.MAX_VALUE);
  }

  @Test
  void countsOfADeletedKeyAreDropped() {
    used(NOW, 5);
    stores
        .keys()
        .write(
            writer -> {
              writer.deleteKey(key.id(), NOW);
              return "";
            });
    ApiKey other = claimed(key(owner.id(), "Other", NOW));
    stores
        .keys()
        .write(
            writer -> {
              writer.addKey(other);
              return "";
            });
    add(
        tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 3),
        tally(other.id(), NOW, Client.CURL, Counted.ACCEPTED, 2));
    assertThat(usage(UTC, NOW).total()).isZero();
    assertThat(usage(UTC, NOW).today()).isZero();
    assertThat(store.usage(other.id(), UTC, NOW).total()).isEqualTo(2);
    // Even a key that came back under its old id starts from nothing.
    stores
        .keys()
        .write(
            writer -> {
              writer.addKey(key);
              return "";
            });
    assertThat(usage(UTC, NOW))
        .isEqualTo(new Usage(0, 0, 0, 0, null, null, UTC, List.of(), List.of()));
  }

  @Test
  void addsExactlyWhateverRunsAtTheSameTime() throws Exception {
    int threads = 6;
    int rounds = 30;
    try (Stores second = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        UsageStore mine = i % 2 == 0 ? store : second.usage();
        done.add(
            pool.submit(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    mine.add(batch(tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 2)));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(usage(UTC, NOW).total()).isEqualTo(2L * threads * rounds);
    assertThat(usage(UTC, NOW).today()).isEqualTo(2L * threads * rounds);
  }

  @Test
  void aBatchIsAddedOnce() {
    List<Tally> tallies = List.of(tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 2));
    store.add(new Batch("one", 2, tallies));
    store.add(new Batch("one", 2, tallies));
    store.add(new Batch("one", 1, tallies));
    assertThat(usage(UTC, NOW).total()).isEqualTo(2);
    assertThat(usage(UTC, NOW).today()).isEqualTo(2);
    store.add(new Batch("another", 2, tallies));
    store.add(new Batch("one", 7, tallies));
    assertThat(usage(UTC, NOW).total()).isEqualTo(6);
    store.end("one");
    store.add(new Batch("another", 2, tallies));
    assertThat(usage(UTC, NOW).total()).isEqualTo(6);
    store.add(new Batch("one", 1, tallies));
    assertThat(usage(UTC, NOW).total()).isEqualTo(8);
  }

  /** As when two processes find what a third left, or one cannot tell whether it was heard. */
  @Test
  void aBatchIsAddedOnceThoughManyAddIt() throws Exception {
    int threads = 4;
    try (Stores second = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int round = 1; round <= 20; round++) {
        Batch batch =
            new Batch(
                "left", round, List.of(tally(key.id(), NOW, Client.CURL, Counted.ACCEPTED, 1)));
        List<Future<?>> adders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          UsageStore mine = i % 2 == 0 ? store : second.usage();
          adders.add(pool.submit(() -> mine.add(batch)));
        }
        for (Future<?> adder : adders) {
          adder.get();
        }
        assertThat(usage(UTC, NOW).total()).isEqualTo(round);
      }
    }
  }

  @Test
  void quartersHoldBeforeTheEpochToo() {
    assertThat(UsageStore.quarterOf(Instant.EPOCH)).isZero();
    assertThat(UsageStore.quarterOf(Instant.EPOCH.minusMillis(1))).isEqualTo(-1);
    assertThat(UsageStore.startOfQuarter(-1)).isEqualTo(Instant.parse("1969-12-31T23:45:00Z"));
  }

  @Test
  void slicesTellWhatFellBetweenTheirBounds() {
    Instant start = Instant.parse("2026-11-22T18:15:00Z");
    List<Instant> bounds = List.of(start, start.plusSeconds(3600), start.plusSeconds(86_400));
    used(start.minusSeconds(1), 1_000);
    used(start, 2);
    used(start.plusSeconds(3599), 3);
    used(start.plusSeconds(3600), 4);
    used(start.plusSeconds(86_400), 2_000);
    add(tally(key.id(), start, Client.CURSOR, Counted.EXPIRED, 5));
    assertThat(store.slices(List.of(), bounds)).isEmpty();
    assertThat(store.slices(List.of(key.id(), KeyId.random(new Random())), bounds))
        .containsOnlyKeys(key.id())
        .hasEntrySatisfying(
            key.id(),
            slices ->
                assertThat(slices)
                    .containsExactlyInAnyOrder(
                        new UsageStore.Slice(0, Client.CURL, Counted.ACCEPTED, 5),
                        new UsageStore.Slice(0, Client.CURSOR, Counted.EXPIRED, 5),
                        new UsageStore.Slice(1, Client.CURL, Counted.ACCEPTED, 4)));
  }

  @Test
  void slicesOfTheLargestCountsAreNoError() {
    used(NOW, Long.MAX_VALUE);
    used(NOW.plusSeconds(900), Long.MAX_VALUE);
    Instant start = NOW.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    assertThat(store.slices(List.of(key.id()), List.of(start, start.plusSeconds(7200))))
        .hasEntrySatisfying(
            key.id(), slices -> assertThat(slices.getFirst().requests()).isPositive());
  }
}
