package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when a process is killed is what its files hold then: so they are copied. */
final class JournalTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:14:59.999Z");
  private static final long MILLIS = NOW.toEpochMilli();

  @TempDir private Path folder;
  private TestInstallation test;
  private SqliteDatabase database;
  private UsageStore store;
  private KeyId key;
  private KeyId other;

  @BeforeEach
  void open() {
    test = TestInstallation.in(folder, InstantSource.fixed(NOW));
    key = test.create("CI", null).key().key().id();
    other = test.create("Other", null).key().key().id();
    database = SqliteDatabase.open(folder.resolve("kasava.db"));
    store = new SqlUsageStore(database);
  }

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  private Path files() {
    return folder.resolve("journal");
  }

  private long total(KeyId of) {
    return store.usage(of, ZoneOffset.UTC, NOW).total();
  }

  /** The files as they would be found if the process were killed now. */
  private Path killed(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    for (Path file : list(files())) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    return copy;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** As the next process does. */
  private void recover(Path left) throws IOException {
    Set<String> alive = Set.copyOf(Shelf.OURS);
    Shelf.OURS.clear();
    try {
      Journal.in(left).handOver(store);
    } finally {
      Shelf.OURS.addAll(alive);
    }
    assertThat(list(left)).isEmpty();
  }

  @Test
  void whatWasCountedOutlivesTheProcess() throws Exception {
    Journal journal = Journal.in(files());
    long place = journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(journal.countAt(place, Client.CURL, MILLIS)).isTrue();
    journal.count(key, Client.CURSOR, Counted.RATE_LIMITED, MILLIS);
    journal.count(other, Client.CURSOR, Counted.ACCEPTED, MILLIS - 5);
    recover(killed("dead"));
    assertThat(total(key)).isEqualTo(2);
    assertThat(total(other)).isOne();
    assertThat(store.usage(key, ZoneOffset.UTC, NOW).rejected()).isOne();
    assertThat(store.usage(other, ZoneOffset.UTC, NOW).lastUsedAt()).isEqualTo(NOW.minusMillis(5));
    assertThat(store.usage(other, ZoneOffset.UTC, NOW).lastClient()).isEqualTo(Client.CURSOR);
  }

  @Test
  void aKillAfterTheStoreHadItCountsNothingTwice() throws Exception {
    Journal journal = Journal.in(files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path dead = killed("dead");
    journal.handOver(store);
    assertThat(total(key)).isOne();
    recover(dead);
    assertThat(total(key)).isOne();
  }

  @Test
  void aKillBeforeTheAnswerCameCountsNothingTwice() throws Exception {
    Journal journal = Journal.in(files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    UsageStore silent =
        watched(
            () -> {
              throw new StoreException("The answer was lost.");
            });
    assertThatThrownBy(() -> journal.handOver(silent)).isInstanceOf(StoreException.class);
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(total(key)).isOne();
    recover(killed("dead"));
    assertThat(total(key)).isEqualTo(2);
  }

  /** Hands everything through, and does something after each batch. */
  private UsageStore watched(Runnable afterwards) {
    return (UsageStore)
        Proxy.newProxyInstance(
            UsageStore.class.getClassLoader(),
            new Class<?>[] {UsageStore.class},
            (self, method, arguments) -> {
              try {
                Object answer = method.invoke(store, arguments);
                if (method.getName().equals("add")) {
                  afterwards.run();
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aLivingProcessKeepsItsOwn() throws Exception {
    Journal one = Journal.in(files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Journal two = Journal.in(files());
    two.handOver(store);
    assertThat(total(key)).isZero();
    one.close(store);
    assertThat(total(key)).isOne();
    two.handOver(store);
    assertThat(total(key)).isOne();
    two.close(store);
    assertThat(list(files())).isEmpty();
  }

  @Test
  void aClosedJournalLeavesWhatTheStoreDidNotTakeForTheNext() throws Exception {
    Journal one = Journal.in(files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    UsageStore full = refusing();
    assertThatThrownBy(() -> one.close(full)).isInstanceOf(StoreException.class);
    assertThat(list(files())).isNotEmpty();
    Journal two = Journal.in(files());
    two.handOver(store);
    assertThat(total(key)).isOne();
    two.close(store);
    assertThat(list(files())).isEmpty();
  }

  private static UsageStore refusing() {
    return (UsageStore)
        Proxy.newProxyInstance(
            UsageStore.class.getClassLoader(),
            new Class<?>[] {UsageStore.class},
            (self, method, arguments) -> {
              throw new StoreException("The disk is full.");
            });
  }

  @Test
  void holdsMoreLinesThanALeafDoes() throws Exception {
    Journal journal = Journal.in(files());
    int lines = 2 * Leaf.LINES + 5;
    for (int i = 0; i < lines; i++) {
      journal.countPast(0, i % 2 == 0 ? key : other, Client.CURL, MILLIS - i);
    }
    assertThat(list(files())).hasSize(3 + 1);
    recover(killed("dead"));
    assertThat(total(key) + total(other)).isEqualTo(lines);
    journal.handOver(store);
    assertThat(total(key) + total(other)).isEqualTo(2L * lines);
  }

  @Test
  void aPlaceIsGoodForItsClientAndQuarterAndUntilItIsHandedOver() {
    Journal journal = Journal.in(files());
    long place = journal.countPast(0, key, Client.CURL, MILLIS);
    assertThat(place).isPositive();
    assertThat(journal.countAt(place, Client.CURL, MILLIS)).isTrue();
    assertThat(journal.countAt(place, Client.CURSOR, MILLIS)).isFalse();
    assertThat(journal.countAt(place, Client.CURL, MILLIS + 1)).isFalse();
    assertThat(journal.countAt(-1, Client.CURL, MILLIS)).isFalse();
    assertThat(journal.countAt(0, Client.CURL, MILLIS)).isFalse();
    journal.handOver(store);
    assertThat(journal.countAt(place, Client.CURL, MILLIS)).isFalse();
    long next = journal.countPast(place, key, Client.CURL, MILLIS);
    assertThat(next).isNotEqualTo(place);
    assertThat(journal.countAt(next, Client.CURL, MILLIS)).isTrue();
    journal.handOver(store);
    assertThat(total(key)).isEqualTo(4);
  }

  /** So that clients who take turns do not fill the journal with lines. */
  @Test
  void clientsThatAlternateShareTwoLines() throws Exception {
    Journal journal = Journal.in(files());
    long place = journal.countPast(0, key, Client.CURL, MILLIS);
    for (int i = 0; i < 3 * Leaf.LINES; i++) {
      Client client = i % 2 == 0 ? Client.CURSOR : Client.CURL;
      if (!journal.countAt(place, client, MILLIS)) {
        place = journal.countPast(place, key, client, MILLIS);
      }
    }
    assertThat(list(files())).hasSize(1 + 1);
    journal.handOver(store);
    assertThat(total(key)).isEqualTo(3 * Leaf.LINES + 1L);
  }

  @Test
  void countsInMemoryWhereNoFileCanBe() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Journal journal = Journal.in(file);
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(store);
    assertThat(total(key)).isOne();
    journal.close(store);
  }

  @Test
  void aHalfMadeFileHoldsNothing() throws Exception {
    Files.createDirectories(files());
    Path half = files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    Files.write(half, Leaf.head());
    Path foreign = Files.writeString(files().resolve("notes.txt"), "not ours");
    Journal.in(files()).handOver(store);
    assertThat(half).doesNotExist();
    assertThat(foreign).exists();
  }

  @Test
  void whatAnotherReleaseWroteIsLeftAlone() throws Exception {
    Files.createDirectories(files());
    Path strange = files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    byte[] bytes = new byte[(int) Leaf.SIZE];
    byte[] head = Leaf.head();
    System.arraycopy(head, 0, bytes, 0, head.length);
    bytes["Kasava Keys usage ".length()] = '2';
    Files.write(strange, bytes);
    Journal journal = Journal.in(files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(store);
    journal.handOver(store);
    assertThat(strange).exists();
    assertThat(total(key)).isOne();
  }

  /** A file that was begun, and not written through, is no other release's. */
  @ParameterizedTest
  @ValueSource(ints = {5, 18, 22, 60})
  void aHeadThatIsTornKeepsNothingBack(int whole) throws Exception {
    Files.createDirectories(files());
    Path torn = files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    byte[] bytes = new byte[(int) Leaf.SIZE];
    System.arraycopy(Leaf.head(), 0, bytes, 0, whole);
    Files.write(torn, bytes);
    Journal.in(files()).handOver(store);
    assertThat(torn).doesNotExist();
  }

  /** Whatever stands in a file then, all else is counted, and the file is kept aside. */
  @ParameterizedTest
  @CsvSource({
    "an outcome that there is none of, 0, 99",
    "an outcome below none, 0, -1",
    "an id of no length, 1, -1",
    "an id that is too long, 1, 127",
    "an id that is none, 5, 0"
  })
  void whatIsDamagedIsPutAside(String why, int at, byte damage) throws Exception {
    Journal one = Journal.in(files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    one.count(other, Client.CURSOR, Counted.ACCEPTED, MILLIS);
    Path left = killed("left");
    Path leaf = list(left).stream().filter(file -> LeafFile.of(file).isPresent()).findAny().get();
    byte[] bytes = Files.readAllBytes(leaf);
    bytes[bytes.length - Leaf.LINES * 32 + at] = damage;
    Files.write(leaf, bytes);
    try (LogTap log = LogTap.open()) {
      handOverLeft(left);
      assertThat(log.heard()).contains("cannot be read: 1.").contains(".damaged");
      handOverLeft(left);
    }
    assertThat(total(other)).as(why).isOne();
    assertThat(total(key)).as(why).isZero();
    assertThat(list(left)).containsExactly(Path.of(leaf + ".damaged"));
    assertThat(list(left).getFirst()).hasBinaryContent(bytes);
  }

  /** A loss of power may leave a file as large as it was, with nothing of what stood in it. */
  @Test
  void aDamagedVolumeKeepsNothingBackThatCameAfterIt() throws Exception {
    Journal one = Journal.in(files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path left = killed("left");
    byte[] empty = new byte[(int) Leaf.SIZE];
    for (Path file : list(left)) {
      if (LeafFile.of(file).isPresent()) {
        Files.write(file, empty);
      }
    }
    one.handOver(store);
    one.count(other, Client.CURL, Counted.ACCEPTED, MILLIS);
    copyLeaves(killed("later"), left, "");
    handOverLeft(left);
    assertThat(total(other)).isOne();
    assertThat(list(left)).isEmpty();
  }

  private static void copyLeaves(Path from, Path to, String end) {
    try {
      for (Path file : list(from)) {
        if (LeafFile.of(file).isPresent()) {
          Files.copy(
              file, to.resolve(file.getFileName() + end), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handOverLeft(Path left) {
    Set<String> alive = Set.copyOf(Shelf.OURS);
    Shelf.OURS.clear();
    try {
      Journal.in(left).handOver(store);
    } finally {
      Shelf.OURS.addAll(alive);
    }
  }

  /** Whoever counts may have looked the volume up just before it was handed over. */
  @Test
  void aVolumeThatWasDiscardedCountsNothing() {
    Volume volume = new Volume(1, Shelf.inMemory());
    long place = volume.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(volume.isOf(place, Client.CURL)).isTrue();
    assertThat(volume.isOf(place, Client.CURSOR)).isFalse();
    assertThat(volume.seal()).hasSize(1);
    volume.discard();
    assertThat(volume.isOf(place, Client.CURL)).isFalse();
    assertThat(volume.countAt(place, Client.CURL, MILLIS)).isFalse();
    assertThat(volume.count(key, Client.CURL, Counted.ACCEPTED, MILLIS)).isEqualTo(Volume.SEALED);
  }

  /** Else the next process would count it once more. */
  @Test
  void aJournalOfWhichSomethingIsLeftIsRemembered() throws Exception {
    Journal journal = Journal.in(files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path dead = killed("dead");
    // A file that cannot be deleted, since it has another name than the one that is.
    UsageStore restoring = watched(() -> copyLeaves(dead, files(), "0"));
    journal.close(restoring);
    assertThat(total(key)).isOne();
    recover(files());
    assertThat(total(key)).isOne();
  }

  @Test
  void nobodyElseReadsTheFiles() throws Exception {
    Journal journal = Journal.in(files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files())))
        .isEqualTo("rwx------");
    for (Path file : list(files())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void anEmptyJournalCostsTheStoreNothing() {
    AtomicInteger batches = new AtomicInteger();
    UsageStore counting = watched(batches::incrementAndGet);
    Journal journal = Journal.in(files());
    journal.handOver(counting);
    assertThat(batches.get()).isZero();
    assertThat(files()).doesNotExist();
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(counting);
    journal.handOver(counting);
    assertThat(batches.get()).isOne();
  }

  @Test
  void aUseIsOneWord() {
    int client = 28;
    long word = CountWord.one(client, MILLIS - 10);
    for (int i = 2; i <= 1_000; i++) {
      word = CountWord.plusOne(word, client, MILLIS - i % 7);
      assertThat(CountWord.requests(word)).isEqualTo(i);
    }
    assertThat(CountWord.client(word)).isEqualTo(client);
    assertThat(CountWord.lastAt(word)).isEqualTo(NOW);
    assertThat(CountWord.plusOne(word, 3, MILLIS)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.plusOne(word, client, MILLIS + 1)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.plusOne(word | CountWord.SEAL, client, MILLIS))
        .isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.requests(word | CountWord.SEAL)).isEqualTo(1_000);
    while (CountWord.requests(word) < (1 << 16) - 1) {
      word = CountWord.plusOne(word, client, MILLIS);
    }
    assertThat(CountWord.plusOne(word, client, MILLIS)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.lastAt(CountWord.one(client, -1))).isEqualTo(Instant.EPOCH);
    assertThat(CountWord.lastAt(CountWord.one(client, Long.MAX_VALUE)))
        .isBetween(Instant.parse("2089-01-01T00:00:00Z"), Instant.parse("2090-01-01T00:00:00Z"));
    assertThatThrownBy(() -> CountWord.one(32, MILLIS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyClientHasANumberInALeaf() {
    for (Client client : Client.values()) {
      Leaf leaf = Leaf.inMemory();
      assertThat(leaf.begin(key, client, Counted.ACCEPTED, MILLIS)).isZero();
      assertThat(leaf.tallies()).extracting(UsageStore.Tally::client).containsExactly(client);
      leaf.discard();
    }
    assertThat(Leaf.head().length).isPositive();
  }
}
