package dev.kasava.keys.usage;

import static dev.kasava.keys.usage.CountedKeys.MILLIS;
import static dev.kasava.keys.usage.CountedKeys.copyLeaves;
import static dev.kasava.keys.usage.CountedKeys.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that a dead process left, whole and damaged. */
final class LeftJournalTest {
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

  @Test
  void aHalfMadeFileHoldsNothing() throws Exception {
    Files.createDirectories(keys.files());
    Path half = keys.files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    Files.write(half, Leaf.head());
    Path foreign = Files.writeString(keys.files().resolve("notes.txt"), "not ours");
    Journal.in(keys.files()).handOver(store);
    assertThat(half).doesNotExist();
    assertThat(foreign).exists();
  }

  @Test
  void whatAnotherReleaseWroteIsLeftAlone() throws Exception {
    Files.createDirectories(keys.files());
    Path strange = keys.files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    byte[] bytes = new byte[(int) Leaf.SIZE];
    byte[] head = Leaf.head();
    System.arraycopy(head, 0, bytes, 0, head.length);
    bytes["Kasava Keys usage ".length()] = '2';
    Files.write(strange, bytes);
    Journal journal = Journal.in(keys.files());
    journal.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    journal.handOver(store);
    journal.handOver(store);
    assertThat(strange).exists();
    assertThat(keys.total(key)).isOne();
  }

  /** A file that was begun, and not written through, is no other release's. */
  @ParameterizedTest
  @ValueSource(ints = {5, 18, 22, 60})
  void aHeadThatIsTornKeepsNothingBack(int whole) throws Exception {
    Files.createDirectories(keys.files());
    Path torn = keys.files().resolve("01234567-89ab-cdef-0123-456789abcdef.1.0");
    byte[] bytes = new byte[(int) Leaf.SIZE];
    System.arraycopy(Leaf.head(), 0, bytes, 0, whole);
    Files.write(torn, bytes);
    Journal.in(keys.files()).handOver(store);
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
    Journal one = Journal.in(keys.files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    one.count(other, Client.CURSOR, Counted.ACCEPTED, MILLIS);
    Path left = keys.killed("left");
    Path leaf = list(left).stream().filter(file -> LeafFile.of(file).isPresent()).findAny().get();
    byte[] bytes = Files.readAllBytes(leaf);
    bytes[bytes.length - Leaf.LINES * 32 + at] = damage;
    Files.write(leaf, bytes);
    try (LogTap log = LogTap.open()) {
      keys.handOver(left);
      assertThat(log.heard()).contains("cannot be read: 1.").contains(".damaged");
      keys.handOver(left);
    }
    assertThat(keys.total(other)).as(why).isOne();
    assertThat(keys.total(key)).as(why).isZero();
    assertThat(list(left)).containsExactly(Path.of(leaf + ".damaged"));
    assertThat(list(left).getFirst()).hasBinaryContent(bytes);
  }

  /** A loss of power may leave a file as large as it was, with nothing of what stood in it. */
  @Test
  void aDamagedVolumeKeepsNothingBackThatCameAfterIt() throws Exception {
    Journal one = Journal.in(keys.files());
    one.count(key, Client.CURL, Counted.ACCEPTED, MILLIS);
    Path left = keys.killed("left");
    byte[] empty = new byte[(int) Leaf.SIZE];
    for (Path file : list(left)) {
      if (LeafFile.of(file).isPresent()) {
        Files.write(file, empty);
      }
    }
    one.handOver(store);
    one.count(other, Client.CURL, Counted.ACCEPTED, MILLIS);
    copyLeaves(keys.killed("later"), left, "");
    keys.handOver(left);
    assertThat(keys.total(other)).isOne();
    assertThat(list(left)).isEmpty();
  }
}
