package dev.kasava.keys.usage;

import static dev.kasava.keys.usage.CountedKeys.MILLIS;
import static dev.kasava.keys.usage.CountedKeys.NOW;
import static dev.kasava.keys.usage.CountedKeys.copyLeaves;
import static dev.kasava.keys.usage.CountedKeys.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.UsageStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  @TempDir private Path folder;
  private CountedKeys keys;
  private UsageStore store;
  private KeyId key;
  private KeyId other;

  @BeforeEach
  void open() {
    keys = CountedKeys.in(folder);
    store = keys.store();
    key = keys.key();
    other = keys.other();
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private void recover(Path left) throws IOException {
    keys.handOver(left);
    assertThat(list(left)).isEmpty();
  }

  @Test
  void whatWasCountedOutlivesTheProcess() throws Exception {
    Journal journal = Journal.in(keys.files());
    long place = journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(journal.countAt(place, Client.CURL, MILLIS)).isTrue();
    journal.count(key, Client.CURSOR, Counted.RATE_LIMITED, MILLIS);
    journal.count(other, Client.CURSOR, Counted.ACCEPTED, MILLIS - 5);
    recover(keys.killed("dead"));
    assertThat(keys.total(key)).isEqualTo(2);
    assertThat(keys.total(other)).isOne();
    assertThat(store.usage(key, ZoneOffset.UTC, NOW).rejected()).isOne();
    assertThat(store.usage(other, ZoneOffset.UTC, NOW).lastUsedAt()).isEqualTo(NOW.minusMillis(5));
    assertThat(store.usage(other, ZoneOffset.UTC, NOW).lastClient()).isEqualTo(Client.CURSOR);
  }

  @Test
  void aKillAfterTheStoreHadItCountsNothingTwice() throws Exception {
    Journal journal = Journal.in(keys.files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path dead = keys.killed("dead");
    journal.handOver(store);
    assertThat(keys.total(key)).isOne();
    recover(dead);
    assertThat(keys.total(key)).isOne();
  }

  @Test
  void aKillBeforeTheAnswerCameCountsNothingTwice() throws Exception {
    Journal journal = Journal.in(keys.files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    UsageStore silent =
        watched(
            () -> {
              throw new StoreException("The answer was lost.");
            });
    assertThatThrownBy(() -> journal.handOver(silent)).isInstanceOf(StoreException.class);
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(keys.total(key)).isOne();
    recover(keys.killed("dead"));
    assertThat(keys.total(key)).isEqualTo(2);
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
    Journal one = Journal.in(keys.files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Journal two = Journal.in(keys.files());
    two.handOver(store);
    assertThat(keys.total(key)).isZero();
    one.close(store);
    assertThat(keys.total(key)).isOne();
    two.handOver(store);
    assertThat(keys.total(key)).isOne();
    two.close(store);
    assertThat(list(keys.files())).isEmpty();
  }

  @Test
  void aClosedJournalLeavesWhatTheStoreDidNotTakeForTheNext() throws Exception {
    Journal one = Journal.in(keys.files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    UsageStore full = refusing();
    assertThatThrownBy(() -> one.close(full)).isInstanceOf(StoreException.class);
    assertThat(list(keys.files())).isNotEmpty();
    Journal two = Journal.in(keys.files());
    two.handOver(store);
    assertThat(keys.total(key)).isOne();
    two.close(store);
    assertThat(list(keys.files())).isEmpty();
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
    Journal journal = Journal.in(keys.files());
    int lines = 2 * Leaf.LINES + 5;
    for (int i = 0; i < lines; i++) {
      journal.countPast(0, i % 2 == 0 ? key : other, Client.CURL, MILLIS - i);
    }
    assertThat(list(keys.files())).hasSize(3 + 1);
    recover(keys.killed("dead"));
    assertThat(keys.total(key) + keys.total(other)).isEqualTo(lines);
    journal.handOver(store);
    assertThat(keys.total(key) + keys.total(other)).isEqualTo(2L * lines);
  }

  @Test
  void aPlaceIsGoodForItsClientAndQuarterAndUntilItIsHandedOver() {
    Journal journal = Journal.in(keys.files());
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
    assertThat(keys.total(key)).isEqualTo(4);
  }

  /** So that clients who take turns do not fill the journal with lines. */
  @Test
  void clientsThatAlternateShareTwoLines() throws Exception {
    Journal journal = Journal.in(keys.files());
    long place = journal.countPast(0, key, Client.CURL, MILLIS);
    for (int i = 0; i < 3 * Leaf.LINES; i++) {
      Client client = i % 2 == 0 ? Client.CURSOR : Client.CURL;
      if (!journal.countAt(place, client, MILLIS)) {
        place = journal.countPast(place, key, client, MILLIS);
      }
    }
    assertThat(list(keys.files())).hasSize(1 + 1);
    journal.handOver(store);
    assertThat(keys.total(key)).isEqualTo(3 * Leaf.LINES + 1L);
  }

  @Test
  void countsInMemoryWhereNoFileCanBe() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Journal journal = Journal.in(file);
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(store);
    assertThat(keys.total(key)).isOne();
    journal.close(store);
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
    Journal journal = Journal.in(keys.files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path dead = keys.killed("dead");
    // A file that cannot be deleted, since it has another name than the one that is.
    UsageStore restoring = watched(() -> copyLeaves(dead, keys.files(), "0"));
    journal.close(restoring);
    assertThat(keys.total(key)).isOne();
    recover(keys.files());
    assertThat(keys.total(key)).isOne();
  }

  @Test
  void nobodyElseReadsTheFiles() throws Exception {
    Journal journal = Journal.in(keys.files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.files())))
        .isEqualTo("rwx------");
    for (Path file : list(keys.files())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void anEmptyJournalCostsTheStoreNothing() {
    AtomicInteger batches = new AtomicInteger();
    UsageStore counting = watched(batches::incrementAndGet);
    Journal journal = Journal.in(keys.files());
    journal.handOver(counting);
    assertThat(batches.get()).isZero();
    assertThat(keys.files()).doesNotExist();
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(counting);
    journal.handOver(counting);
    assertThat(batches.get()).isOne();
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
