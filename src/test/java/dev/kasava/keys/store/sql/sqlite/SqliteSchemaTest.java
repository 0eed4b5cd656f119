package dev.kasava.keys.store.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreSamples;
import dev.kasava.keys.store.StoredSecret;
import dev.kasava.keys.store.sql.SqlStores;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases of every release, and files that are none of ours. */
final class SqliteSchemaTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("kasava.db");
  }

  static IntStream releasedSchemas() {
    return IntStream.rangeClosed(1, SqliteSchema.VERSION);
  }

  /** Each release with a new schema adds a dump of a database of its own to these. */
  private static void load(int version, Path file) throws Exception {
    String dump;
    try (InputStream resource =
        Objects.requireNonNull(
            SqliteSchemaTest.class.getResourceAsStream("/schema/sqlite-v" + version + ".sql"))) {
      dump = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    execute(file, dump.split(";\\R"));
  }

  private static void execute(Path file, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> schema(Path file) throws Exception {
    List<String> schema = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select sql from sqlite_master where sql is not null order by type, name")) {
      while (rows.next()) {
        schema.add(rows.getString(1).replaceAll("\\s+", " ").replaceAll("([(,]) ", "$1"));
      }
    }
    return schema;
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void opensWhatAReleaseLeft(int version) throws Exception {
    load(version, file());
    KeyId id = new KeyId("key_0000000000000000000001");
    byte[] sevens = new byte[KeyDigest.BYTES];
    Arrays.fill(sevens, (byte) 7);
    byte[] nines = new byte[KeyDigest.BYTES];
    Arrays.fill(nines, (byte) 9);
    try (SqlStores stores = new SqlStores(() -> SqliteDatabase.open(file()))) {
      stores
          .keys()
          .read(
              reader -> {
                assertThat(reader.firstOwner()).isPresent();
                var summary = reader.key(id).orElseThrow();
                assertThat(summary.key().name().text()).isEqualTo("GitHub Actions CI");
                assertThat(summary.key().scopes()).isEqualTo(Scopes.EVERYTHING);
                assertThat(summary.key().status(StoreSamples.NOW)).isEqualTo(KeyStatus.ACTIVE);
                assertThat(summary.lastClient()).isEqualTo(Client.CURL);
                assertThat(reader.secret(KeyDigest.of(1, sevens)).orElseThrow())
                    .isInstanceOf(StoredSecret.Live.class);
                KeyQuery search =
                    new KeyQuery(
                        new OwnerId("own_0000000000000000000001"),
                        "git",
                        null,
                        9,
                        StoreSamples.NOW);
                assertThat(reader.keys(search).keys()).containsExactly(summary);
                assertThat(reader.pepperChecks()).hasSize(1);
                return "";
              });
      assertThat(stores.usage().usage(id, ZoneOffset.UTC, StoreSamples.NOW).total()).isEqualTo(42);
      assertThat(stores.sessions().find(nines, SessionStore.Kind.SESSION, StoreSamples.NOW))
          .isPresent();
    }
    Path fresh = folder.resolve("fresh.db");
    SqliteDatabase.open(fresh).close();
    assertThat(schema(file())).isEqualTo(schema(fresh)).hasSizeGreaterThan(10);
  }

  /** What could still be exchanged before the release that has a newer schema still can after. */
  @Test
  void aSuccessorStaysOne() throws Exception {
    load(3, file());
    byte[] eights = new byte[KeyDigest.BYTES];
    Arrays.fill(eights, (byte) 8);
    try (SqlStores stores = new SqlStores(() -> SqliteDatabase.open(file()))) {
      StoredSecret secret =
          stores.keys().read(reader -> reader.secret(KeyDigest.of(1, eights)).orElseThrow());
      assertThat(secret)
          .isInstanceOfSatisfying(
              StoredSecret.Live.class, live -> assertThat(live.isSuccessor()).isTrue());
    }
  }

  @Test
  void keepsWhatWasAcknowledged() {
    try (SqliteDatabase database = SqliteDatabase.open(file())) {
      for (String pragma : List.of("journal_mode", "synchronous", "busy_timeout")) {
        String read = database.read(handle -> pragma(handle, pragma));
        String write = database.write(handle -> pragma(handle, pragma));
        assertThat(List.of(read, write))
            .containsOnly(
                switch (pragma) {
                  case "journal_mode" -> "wal";
                  case "synchronous" -> "2";
                  default -> "30000";
                });
      }
      assertThat(database.<String>read(handle -> pragma(handle, "user_version")))
          .isEqualTo(String.valueOf(SqliteSchema.VERSION));
    }
  }

  private static String pragma(org.jdbi.v3.core.Handle handle, String name) {
    return handle.createQuery("pragma " + name).mapTo(String.class).one();
  }

  @Test
  void manyOpenANewDatabaseAtTheSameMoment() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(pool.submit(() -> SqliteDatabase.open(file()).close()));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private void isRefused(String... words) {
    assertThatThrownBy(() -> SqliteDatabase.open(file()).close())
        .isInstanceOfSatisfying(
            StoreException.class,
            e ->
                assertThat(e.getMessage())
                    .contains(words)
                    .contains(file().toString())
                    .endsWith(".")
                    .doesNotContain("\n", "Exception"));
  }

  @Test
  void refusesTheSchemaOfANewerRelease() throws Exception {
    SqliteDatabase.open(file()).close();
    execute(file(), "pragma user_version = " + (SqliteSchema.VERSION + 1));
    isRefused("newer release", "schema " + (SqliteSchema.VERSION + 1), "Upgrade");
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws Exception {
    Files.writeString(file(), "This is a shopping list, and a long one. ".repeat(500));
    byte[] before = Files.readAllBytes(file());
    isRefused("damaged", "backup");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void refusesADamagedDatabase() throws Exception {
    SqliteDatabase.open(file()).close();
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
    Files.write(file(), bytes);
    isRefused("damaged", "backup");
  }

  @Test
  void refusesACutDatabase() throws Exception {
    SqliteDatabase.open(file()).close();
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(bytes, 4096 + 100));
    isRefused("damaged", "backup");
  }

  @Test
  void refusesAnotherProgramsDatabase() throws Exception {
    execute(file(), "create table recipe (name text)", "insert into recipe values ('soup')");
    isRefused("not a database of Kasava Keys");
    execute(file(), "select * from recipe");
    assertThat(schema(file())).containsExactly("CREATE TABLE recipe (name text)");
  }

  @Test
  void refusesAFolderInTheFilesPlace() throws Exception {
    Files.createDirectory(file());
    isRefused("cannot be written", "owner and mode");
  }

  @Test
  void refusesAFolderThatIsAFile() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    Path inside = notAFolder.resolve("kasava.db");
    assertThatThrownBy(() -> SqliteDatabase.open(inside).close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be")
        .hasMessageEndingWith(".");
  }

  @Test
  void refusesWhenTheChangeWordCannotBeKept() throws Exception {
    Files.createDirectory(folder.resolve("kasava.db-changes"));
    isRefused("-changes");
  }

  @Test
  void explainsADatabaseThatIsDamagedLaterOn() throws Exception {
    SqliteDatabase.open(file()).close();
    byte[] bytes = Files.readAllBytes(file());
    // The first page, which holds the schema and its version, is left whole.
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(file(), bytes);
    assertThatThrownBy(
            () -> {
              try (SqlStores stores = new SqlStores(() -> SqliteDatabase.open(file()))) {
                stores.keys().read(reader -> reader.firstOwner());
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
  }
}
