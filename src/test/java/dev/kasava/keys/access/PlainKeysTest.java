package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.SecretOverlap;
import dev.kasava.keys.key.SecretReader;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.Habits;
import dev.kasava.keys.store.StoredSecret;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import dev.kasava.keys.usage.Journal;
import dev.kasava.keys.usage.UsageMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlainKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:05:00Z");
  private static final KeyFormat FORMAT = new KeyFormat("ksa");
  private static final Pepper PEPPER = new Pepper(1, new byte[Pepper.BYTES]);

  private record Held(String text, KeyDigest digest, Grant grant) {}

  private final Random random = new Random(7);
  private final SecretReader reader = new SecretReader(FORMAT);

  private static UsageMeter forgetful() {
    return new UsageMeter(new NoUsage(), Journal.inMemory(), InstantSource.fixed(NOW));
  }

  /** For those who look at keys alone. */
  private static final class NoUsage implements UsageStore {
    @Override
    public void add(Batch batch) {}

    @Override
    public void end(String journal) {}

    @Override
    public long additions() {
      return 0;
    }

    @Override
    public Usage usage(KeyId key, ZoneId zone, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<KeyId, List<Slice>> slices(List<KeyId> keys, List<Instant> bounds) {
      return Map.of();
    }

    @Override
    public void sighted(List<Sighting> sightings) {}

    @Override
    public void secretsUsed(List<SecretUse> uses) {}

    @Override
    public void foldDays(Instant before) {}

    @Override
    public Map<KeyId, Habits> habits(List<KeyId> keys, Instant now) {
      return Map.of();
    }
  }

  private Held held(KeyId id, String name, @Nullable Instant expiry) {
    Secret secret = FORMAT.generate(random);
    Scopes scopes =
        random.nextBoolean() ? Scopes.DEFAULT : Scopes.of(new Scope("s" + random.nextInt(50)));
    return new Held(
        secret.reveal(),
        PEPPER.digest(secret),
        new Grant(id, new OwnerId("own_" + random.nextInt(3)), new KeyName(name), scopes, expiry));
  }

  private int find(PlainKeys keys, String text) {
    assertThat(reader.read(text)).isTrue();
    reader.digest(PEPPER);
    return keys.find(reader);
  }

  private @Nullable Grant grant(PlainKeys keys, String text) {
    int row = find(keys, text);
    return row < 0 ? null : keys.secret(row).grant();
  }

  /** Against a map, through all sizes of the table and over the ends of pages. */
  @Test
  void remembersAndForgetsAsAMapWould() {
    PlainKeys keys = new PlainKeys(forgetful());
    Map<KeyId, List<Held>> model = new HashMap<>();
    List<Held> ever = new ArrayList<>();
    List<KeyId> ids = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      ids.add(KeyId.random(random));
    }
    List<String> names = List.of("CI", "Ключ №1", "鍵🔑", "x".repeat(100));
    int renewals = 0;
    for (int step = 0; step < 40_000; step++) {
      KeyId id = ids.get(random.nextInt(ids.size()));
      if (random.nextInt(4) == 0) {
        keys.forget(id);
        model.remove(id);
      } else {
        Instant expiry = random.nextBoolean() ? null : NOW.plusMillis(random.nextInt());
        Held one = held(id, names.get(step % names.size()), expiry);
        if (!keys.add(one.digest(), one.grant())) {
          PlainKeys full = keys;
          keys = full.renewed();
          full.forgetAll();
          assertThat(keys.add(one.digest(), one.grant())).isTrue();
          renewals++;
        }
        assertThat(keys.add(one.digest(), one.grant())).isTrue();
        model.computeIfAbsent(id, key -> new ArrayList<>()).add(one);
        ever.add(one);
      }
    }
    assertHolds(keys, ever, model);
    assertThat(keys.size()).isEqualTo(model.values().stream().mapToInt(List::size).sum());
    assertThat(renewals).isPositive();
    PlainKeys renewed = keys.renewed();
    keys.forgetAll();
    assertHolds(renewed, ever, model);
    assertHolds(keys, ever, Map.of());
  }

  private void assertHolds(PlainKeys keys, List<Held> ever, Map<KeyId, List<Held>> model) {
    for (Held one : ever) {
      boolean isThere = model.getOrDefault(one.grant().keyId(), List.of()).contains(one);
      assertThat(grant(keys, one.text())).isEqualTo(isThere ? one.grant() : null);
    }
  }

  /** A check may have found the row just before its key died, and counts afterwards. */
  @Test
  void countingBringsNothingForgottenBack() {
    PlainKeys keys = new PlainKeys(forgetful());
    for (boolean isCountedBefore : new boolean[] {false, true}) {
      Held one = held(KeyId.random(random), "CI", null);
      assertThat(keys.add(one.digest(), one.grant())).isTrue();
      int row = find(keys, one.text());
      if (isCountedBefore) {
        keys.count(row, Client.CURL, NOW.toEpochMilli());
      }
      keys.forget(one.grant().keyId());
      keys.count(row, Client.CURL, NOW.toEpochMilli());
      keys.count(row, Client.CURL, NOW.toEpochMilli());
      assertThat(find(keys, one.text())).isNegative();
    }
  }

  @Test
  void expiresToTheMillisecond() {
    PlainKeys keys = new PlainKeys(forgetful());
    Held one = held(KeyId.random(random), "CI", NOW);
    Held other = held(KeyId.random(random), "CI", null);
    assertThat(keys.add(one.digest(), one.grant())).isTrue();
    assertThat(keys.add(other.digest(), other.grant())).isTrue();
    long now = NOW.toEpochMilli();
    assertThat(keys.isExpired(find(keys, one.text()), now - 1)).isFalse();
    assertThat(keys.isExpired(find(keys, one.text()), now)).isTrue();
    assertThat(keys.isExpired(find(keys, other.text()), Long.MAX_VALUE)).isFalse();
  }

  @Test
  void takesOnlyWhatItCanTellInFull() {
    KeyId id = KeyId.random(random);
    OwnerId owner = new OwnerId("own_1");
    KeyName name = new KeyName("CI");
    Grant grant = new Grant(id, owner, name, Scopes.DEFAULT, NOW);
    assertThat(PlainKeys.isPlain(new StoredSecret.Live(grant, null, false))).isTrue();
    assertThat(PlainKeys.isPlain(new StoredSecret.Live(grant, NOW, false))).isFalse();
    assertThat(PlainKeys.isPlain(new StoredSecret.Live(grant, null, true))).isFalse();
    RateLimit limit = new RateLimit(1, Duration.ofSeconds(1));
    SecretOverlap overlap = new SecretOverlap(true, NOW);
    for (Grant special :
        List.of(
            new Grant(id, owner, name, Scopes.DEFAULT, NOW, limit, null),
            new Grant(id, owner, name, Scopes.DEFAULT, NOW, null, overlap),
            new Grant(id, owner, name, Scopes.DEFAULT, NOW.plusNanos(1)),
            new Grant(id, owner, name, Scopes.DEFAULT, Instant.EPOCH),
            new Grant(id, owner, name, Scopes.DEFAULT, Instant.ofEpochMilli(1L << 45)),
            new Grant(new KeyId("key_short"), owner, name, Scopes.DEFAULT, NOW))) {
      assertThat(PlainKeys.isPlain(new StoredSecret.Live(special, null, false)))
          .as("%s", special)
          .isFalse();
    }
  }

  /** While rows are forgotten, taken in again, and moved to where there is more room. */
  @Test
  void countsEveryRequestOnce(@TempDir Path folder) throws Exception {
    int threads = 4;
    int rounds = 50_000;
    InstantSource clock = InstantSource.fixed(NOW);
    try (TestInstallation test = TestInstallation.in(folder, clock);
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"));
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      KeyId id = test.create("CI", null).key().key().id();
      UsageStore store = new SqlUsageStore(database);
      UsageMeter meter = new UsageMeter(store, Journal.inMemory(), clock);
      AtomicReference<PlainKeys> current = new AtomicReference<>(new PlainKeys(meter));
      Held one = held(id, "CI", null);
      assertThat(current.get().add(one.digest(), one.grant())).isTrue();
      List<Future<Integer>> counters = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Client client = i % 2 == 0 ? Client.CURL : Client.CURSOR;
        counters.add(pool.submit(() -> count(current, one.text(), client, rounds)));
      }
      int changes = 0;
      while (!counters.stream().allMatch(Future::isDone)) {
        PlainKeys keys = current.get();
        switch (changes++ % 3) {
          case 0 -> {
            keys.forget(id);
            assertThat(keys.add(one.digest(), one.grant())).isTrue();
          }
          case 1 -> {
            current.set(keys.renewed());
            keys.forgetAll();
          }
          default -> meter.flush();
        }
      }
      long counted = 0;
      for (Future<Integer> counter : counters) {
        counted += counter.get();
      }
      meter.flush();
      assertThat(counted).isPositive();
      assertThat(store.usage(id, ZoneOffset.UTC, NOW).total()).isEqualTo(counted);
      assertThat(store.usage(id, ZoneOffset.UTC, NOW).lastUsedAt()).isEqualTo(NOW);
    }
  }

  private static int count(
      AtomicReference<PlainKeys> current, String text, Client client, int rounds) {
    SecretReader own = new SecretReader(FORMAT);
    assertThat(own.read(text)).isTrue();
    own.digest(PEPPER);
    int counted = 0;
    for (int round = 0; round < rounds; round++) {
      PlainKeys keys = current.get();
      int row = keys.find(own);
      if (row >= 0) {
        keys.count(row, client, NOW.toEpochMilli());
        counted++;
      }
    }
    return counted;
  }

  @Test
  void keepsMoreThanAWordHolds(@TempDir Path folder) {
    InstantSource clock = InstantSource.fixed(NOW);
    try (TestInstallation test = TestInstallation.in(folder, clock);
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      KeyId id = test.create("CI", null).key().key().id();
      UsageStore store = new SqlUsageStore(database);
      UsageMeter meter = new UsageMeter(store, Journal.inMemory(), clock);
      PlainKeys keys = new PlainKeys(meter);
      Held one = held(id, "CI", null);
      assertThat(keys.add(one.digest(), one.grant())).isTrue();
      int row = find(keys, one.text());
      int many = 300_000;
      for (int i = 0; i < many; i++) {
        keys.count(row, Client.CURL, NOW.toEpochMilli());
      }
      keys.count(row, Client.CURSOR, NOW.plusSeconds(900).toEpochMilli());
      keys.count(row, Client.CURL, NOW.minusMillis(1).toEpochMilli());
      meter.flush();
      Usage usage = store.usage(id, ZoneOffset.UTC, NOW.plusSeconds(1000));
      assertThat(usage.total()).isEqualTo(many + 2);
      assertThat(usage.lastUsedAt()).isEqualTo(NOW.plusSeconds(900));
      assertThat(usage.byClient())
          .extracting(Usage.ByClient::requests)
          .containsExactlyInAnyOrder(many + 1L, 1L);
      meter.flush();
      assertThat(store.usage(id, ZoneOffset.UTC, NOW.plusSeconds(1000)).total())
          .isEqualTo(many + 2);
    }
  }

  @Test
  void aKeyThatIsChangedAgainAndAgainLeavesNoLongWayBehind() {
    PlainKeys keys = new PlainKeys(forgetful());
    KeyId id = KeyId.random(random);
    Held changed = held(id, "CI", null);
    Held other = held(KeyId.random(random), "Other", null);
    assertThat(keys.add(other.digest(), other.grant())).isTrue();
    int renewals = 0;
    for (int i = 0; i < 20_000; i++) {
      if (!keys.add(changed.digest(), changed.grant())) {
        keys = keys.renewed();
        renewals++;
        assertThat(keys.add(changed.digest(), changed.grant())).isTrue();
      }
      keys.forget(id);
    }
    assertThat(renewals).isBetween(1, 10);
    assertThat(grant(keys, other.text())).isEqualTo(other.grant());
    assertThat(grant(keys, changed.text())).isNull();
  }

  /** So that nothing is moved again and again for every key that comes. */
  @Test
  void whatIsFullIsRenewedWithRoomForMany() {
    PlainKeys keys = new PlainKeys(forgetful());
    KeyId id = KeyId.random(random);
    long digest = 0;
    while (keys.add(new KeyDigest(1, digest, digest, 0, 0), ownedBy(id, digest))) {
      digest++;
    }
    assertThat(keys.size()).isEqualTo((int) digest);
    PlainKeys renewed = keys.renewed();
    for (long i = 0; i < 100_000; i++) {
      digest++;
      assertThat(renewed.add(new KeyDigest(1, digest, digest, 0, 0), ownedBy(id, digest))).isTrue();
    }
  }

  private static Grant ownedBy(KeyId id, long owner) {
    return new Grant(id, new OwnerId("own_" + owner), new KeyName("CI"), Scopes.DEFAULT, null);
  }
}
