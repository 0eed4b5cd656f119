package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases of every release. */
final class PostgresSchemaTest {
  static IntStream releasedSchemas() {
    return IntStream.rangeClosed(1, PostgresSchema.VERSION);
  }

  private static void open(String url) {
    PostgresDatabase.open(url, Duration.ofMinutes(1), Duration.ofMillis(50)).close();
  }

  private static List<String> columns(String url) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select table_name || '.' || column_name || ' ' || data_type from"
                    + " information_schema.columns where table_schema = 'public' union all"
                    + " select indexdef from pg_indexes where schemaname = 'public' order by 1")) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    return columns;
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void opensWhatAReleaseLeft(int version) throws SQLException {
    String url = Postgres.newDatabase();
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/postgres")
        .table("kasava_schema")
        .target(String.valueOf(version))
        .load()
        .migrate();
    open(url);
    String fresh = Postgres.newDatabase();
    open(fresh);
    assertThat(columns(url)).isEqualTo(columns(fresh)).hasSizeGreaterThan(50);
  }

  /** Tests' server offers no TLS. */
  @Test
  void whyTheServerCannotBeReachedIsSaid() {
    String url = Postgres.newDatabase();
    assertThatThrownBy(() -> open(url + "&sslmode=require"))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("gives no connection: ", "SSL", "sslrootcert");
    assertThatThrownBy(() -> open(url.replaceAll(":\\d+/", ":1/")))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("gives no connection: ", ":1 ", "Check that it runs");
  }

  /** The driver's own words would quote the password of such a URL. */
  @Test
  void aHostThatIsNotKnownIsSaidWithoutIt() {
    assertThatThrownBy(() -> open("jdbc:postgresql://user:hush@nowhere.invalid:5432/kasava"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("host is not known")
        .hasMessageNotContaining("hush");
  }

  /** As YugabyteDB does by itself. */
  @Test
  void aDatabaseThatGivesNumbersInStocksIsRefused() throws SQLException {
    String url = Postgres.newDatabase();
    open(url);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("alter sequence key_change_sequence_seq cache 100");
    }
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(
            "key_change_sequence_seq", "cache 1", "ysql_sequence_cache_minval");
  }

  private static void isRefused(String sentence, boolean isOpenedBefore, String... changes)
      throws SQLException {
    String url = Postgres.newDatabase();
    if (isOpenedBefore) {
      open(url);
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String change : changes) {
        statement.execute(change);
      }
    }
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aDatabaseOfANewerReleaseIsRefused() throws SQLException {
    isRefused(
        "newer release of Kasava Keys (schema 999;",
        true,
        "insert into kasava_schema select installed_rank + 100, '999', description, type, script,"
            + " checksum, installed_by, installed_on, execution_time, success from kasava_schema"
            + " where version = '1'");
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefused() throws SQLException {
    isRefused("holds another program's tables", false, "create table invoice (id integer)");
  }

  @Test
  void aDatabaseThatIsBeingMovedToIsRefused() throws SQLException {
    isRefused(
        "Keys are being moved to this database", true, "create table kasava_move (source text)");
  }
}
