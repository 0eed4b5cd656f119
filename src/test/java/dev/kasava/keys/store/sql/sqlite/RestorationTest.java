package dev.kasava.keys.store.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.store.Restored;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreSamples;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of every release, into the place of databases of every release. */
final class RestorationTest {
  @TempDir private Path folder;
  private Path old;
  private Path backup;
  private Path database;
  private Path work;

  @BeforeEach
  void places() throws Exception {
    old = folder.resolve("old.db");
    backup = folder.resolve("one.backup");
    database = folder.resolve("kasava.db");
    work = Files.createDirectory(folder.resolve("work"));
  }

  private static void load(int version, Path file) throws Exception {
    try (InputStream resource =
            Objects.requireNonNull(
                RestorationTest.class.getResourceAsStream("/schema/sqlite-v" + version + ".sql"));
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      String dump = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      for (String sql : dump.split(";\\R")) {
        statement.execute(sql);
      }
    }
  }

  private static void execute(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void back() throws Exception {
    BackupFile.write(old, new BackupFile.Notes(StoreSamples.NOW, Map.of()), backup, true);
  }

  @ParameterizedTest
  @MethodSource("dev.kasava.keys.store.sql.sqlite.SqliteSchemaTest#releasedSchemas")
  void aBackupOfAnyReleaseReplacesADatabaseOfAnyOther(int version) throws Exception {
    load(version, old);
    back();
    int present = SqliteSchema.VERSION + 1 - version;
    load(present, database);
    Restoration restoration = Restoration.of(backup, database, work);
    assertThat(restoration.isOfAnother()).isFalse();
    Restored restored = restoration.merge(false, StoreSamples.NOW);
    assertThat(restored.replaced()).isEqualTo(Restored.Present.READABLE);
    assertThat(restored.staying()).isZero();
    assertThat(SqliteFile.schema(database)).as("not touched yet").isEqualTo(present);
    restoration.replace(folder.resolve("aside"));
    assertThat(SqliteFile.schema(database)).isEqualTo(SqliteSchema.VERSION);
    assertThat(SqliteFile.schema(folder.resolve("aside/kasava.db"))).isEqualTo(present);
    SqliteDatabase.open(database).close();
  }

  @Test
  void aNewerReleasesAreNotTouched() throws Exception {
    load(SqliteSchema.VERSION, old);
    back();
    execute(backup, "pragma user_version = " + (SqliteSchema.VERSION + 1));
    assertThatThrownBy(() -> Restoration.of(backup, database, work))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("made by a newer release");
    back();
    load(SqliteSchema.VERSION, database);
    execute(database, "pragma user_version = " + (SqliteSchema.VERSION + 1));
    Path other = Files.createDirectory(folder.resolve("work2"));
    assertThatThrownBy(() -> Restoration.of(backup, database, other))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(database.toString())
        .hasMessageContaining("written by a newer release");
  }

  /** A log of the file that was there before would be played into the new one. */
  @Test
  void aLogThatWasLeftIsPutAside() throws Exception {
    load(SqliteSchema.VERSION, old);
    back();
    Files.writeString(database, "no database, and longer than nothing");
    Files.writeString(Path.of(database + "-wal"), "no log");
    Restoration restoration = Restoration.of(backup, database, work);
    assertThat(restoration.present()).isEqualTo(Restored.Present.DAMAGED);
    restoration.merge(true, StoreSamples.NOW);
    Path aside = folder.resolve("aside");
    restoration.replace(aside);
    assertThat(Path.of(database + "-wal")).doesNotExist();
    assertThat(aside.resolve("kasava.db")).hasContent("no database, and longer than nothing");
    SqliteFile.check(database);
  }

  @Test
  void whoeverRemembersSomethingIsToldToForget() throws Exception {
    load(SqliteSchema.VERSION, old);
    back();
    load(SqliteSchema.VERSION, database);
    MappedChangeWord word = new MappedChangeWord(Path.of(database + "-changes"));
    long before = word.get();
    Restoration restoration = Restoration.of(backup, database, work);
    restoration.merge(false, StoreSamples.NOW);
    restoration.replace(folder.resolve("aside"));
    assertThat(word.get()).isGreaterThan(before);
  }

  /** Whoever follows the log of changes has to notice, whether or not anything was there before. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLogOfChangesBeginsAnewFarBehindTheOldOne(boolean isOneThere) throws Exception {
    load(SqliteSchema.VERSION, old);
    execute(old, "update sqlite_sequence set seq = 7 where name = 'key_change'");
    back();
    assertThat(number(backup, "select count(*) from session")).isOne();
    long keys = number(old, "select count(*) from api_key");
    long owners = number(old, "select count(*) from owner");
    long audited = number(old, "select max(sequence) from audit");
    long changes = 7;
    if (isOneThere) {
      load(SqliteSchema.VERSION, database);
      changes = 5_000;
      execute(database, "update sqlite_sequence set seq = 5000 where name = 'key_change'");
    }
    assertThat(keys).isPositive();
    Restoration restoration = Restoration.of(backup, database, work);
    restoration.merge(!isOneThere, StoreSamples.NOW);
    restoration.replace(folder.resolve("aside"));
    assertThat(number(database, "select count(*) from session")).isZero();
    assertThat(number(database, "select count(distinct key_id) from key_change")).isEqualTo(keys);
    assertThat(number(database, "select min(sequence) from key_change"))
        .isEqualTo(changes + 1_000_001);
    assertThat(
            number(
                database,
                "select count(*) from audit where action = 'owner.restored' and sequence > "
                    + audited))
        .isEqualTo(owners);
  }

  private static long number(Path file, String query) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}
