package dev.kasava.keys.store.sql.sqlite;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.sql.SqlStores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappedChangeWordTest {
  @TempDir private Path folder;

  private MappedChangeWord word() throws Exception {
    return new MappedChangeWord(folder.resolve("kasava.db-changes"));
  }

  private static boolean isUnsettled(ChangeWord word) {
    return ChangeWord.isUnsettled(word.get());
  }

  @Test
  void isOddFromEnteringToLeavingAndOthersSeeIt() throws Exception {
    MappedChangeWord mine = word();
    MappedChangeWord others = word();
    assertThat(mine.get()).isZero();
    long entered = mine.enter();
    assertThat(others.get()).isEqualTo(entered).isOdd();
    mine.leave(entered);
    assertThat(others.get()).isEqualTo(2);
  }

  /** The lock is free once the commit is done, so the next may enter before the last has left. */
  @Test
  void staysOddWhileTheNextWriterIsIn() throws Exception {
    MappedChangeWord word = word();
    long first = word.enter();
    long second = word.enter();
    assertThat(second).isNotEqualTo(first).isOdd();
    word.leave(first);
    assertThat(isUnsettled(word)).isTrue();
    word.leave(second);
    assertThat(isUnsettled(word)).isFalse();
    assertThat(word.get()).isGreaterThan(second);
  }

  @Test
  void aWordThatADeadWriterLeftOddIsSettledByTheNextOpening() throws Exception {
    SqliteDatabase.open(folder.resolve("kasava.db")).close();
    long dead = word().enter();
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      assertThat(database.changeWord().get()).isGreaterThan(dead).isEven();
    }
  }

  @Test
  void aWordThatADeadWriterLeftOddIsSettledByTheNextWriteOfAnyKind() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      long dead = word().enter();
      assertThat(database.changeWord().get()).isEqualTo(dead);
      assertThat(database.<Integer>write(handle -> handle.execute("delete from session"))).isZero();
      assertThat(database.changeWord().get()).isGreaterThan(dead).isEven();
    }
  }

  /** What makes remembering safe: whatever was read at a settled word is what the word means. */
  @Test
  void everySettledWordStandsForOneState() throws Exception {
    Owner owner = owner("Owner");
    ApiKey key = claimed(key(owner.id(), "0", NOW));
    Supplier<SqliteDatabase> opening = () -> SqliteDatabase.open(folder.resolve("kasava.db"));
    try (SqlStores writing = new SqlStores(opening);
        SqlStores reading = new SqlStores(opening);
        ExecutorService pool = Executors.newFixedThreadPool(2)) {
      writing.keys().write(writer -> begin(writer, owner, key));
      Future<?> first = pool.submit(() -> rename(writing.keys(), key.id(), 200));
      Future<?> second = pool.submit(() -> rename(writing.keys(), key.id(), 200));
      Map<Long, String> states = new HashMap<>();
      do {
        long before = reading.keys().changeWord().get();
        String state = nameOf(reading.keys(), key.id());
        if (before == reading.keys().changeWord().get() && !ChangeWord.isUnsettled(before)) {
          assertThat(states.merge(before, state, (a, b) -> a)).isEqualTo(state);
        }
      } while (!first.isDone() || !second.isDone());
      first.get();
      second.get();
      assertThat(nameOf(reading.keys(), key.id())).isEqualTo("400");
      assertThat(List.copyOf(states.keySet())).hasSizeGreaterThan(1);
    }
  }

  private static String begin(KeyWriter writer, Owner owner, ApiKey key) {
    writer.addOwner(owner);
    writer.addKey(key);
    return "";
  }

  private static String nameOf(KeyStore store, KeyId id) {
    return store.read(reader -> reader.key(id).orElseThrow().key().name().text());
  }

  private static void rename(KeyStore store, KeyId id, int times) {
    for (int i = 0; i < times; i++) {
      store.write(
          writer -> {
            ApiKey key = writer.key(id).orElseThrow().key();
            int next = Integer.parseInt(key.name().text()) + 1;
            writer.updateKey(key.withName(new KeyName(String.valueOf(next))));
            return next;
          });
    }
  }
}
