package dev.kasava.keys.usage;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Two keys, the store that their uses come to, and the files that these are in before. */
final class CountedKeys implements AutoCloseable {
  /** A millisecond before a quarter of an hour ends. */
  static final Instant NOW = Instant.parse("2026-11-23T12:14:59.999Z");

  static final long MILLIS = NOW.toEpochMilli();

  private final Path folder;
  private final TestInstallation test;
  private final SqliteDatabase database;
  private final UsageStore store;
  private final KeyId key;
  private final KeyId other;

  private CountedKeys(Path folder) {
    this.folder = folder;
    test = TestInstallation.in(folder, InstantSource.fixed(NOW));
    key = test.create("CI", null).key().key().id();
    other = test.create("Other", null).key().key().id();
    database = SqliteDatabase.open(folder.resolve("kasava.db"));
    store = new SqlUsageStore(database);
  }

  static CountedKeys in(Path folder) {
    return new CountedKeys(folder);
  }

  KeyId key() {
    return key;
  }

  KeyId other() {
    return other;
  }

  UsageStore store() {
    return store;
  }

  long total(KeyId of) {
    return store.usage(of, ZoneOffset.UTC, NOW).total();
  }

  /** Where the journal of these keys keeps its files. */
  Path files() {
    return folder.resolve("journal");
  }

  /** The files as they would be found if the process were killed now: so they are copied. */
  Path killed(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    for (Path file : list(files())) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    return copy;
  }

  /** As the next process does. */
  void handOver(Path left) {
    Set<String> alive = Set.copyOf(Shelf.OURS);
    Shelf.OURS.clear();
    try {
      Journal.in(left).handOver(store);
    } finally {
      Shelf.OURS.addAll(alive);
    }
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  static void copyLeaves(Path from, Path to, String end) {
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

  @Override
  public void close() {
    database.close();
    test.close();
  }
}
