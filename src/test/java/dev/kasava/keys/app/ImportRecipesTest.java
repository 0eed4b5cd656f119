package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.TestInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that the documentation makes a file of another product's keys with. */
final class ImportRecipesTest {
  /** The SHA-256 of "a-foreign-secret". */
  private static final String HASH =
      "074728ae80de6ed1b3dd4616b071040ffb36551f8408ef922b623ac4c5f99e9d";

  @TempDir private Path folder;

  private static String recipe(String program) throws IOException {
    Matcher matcher =
        Pattern.compile("\n" + program + " [^\n]*\"\n(.*?)\" >keys.jsonl\n", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("src/docs/import.md")));
    assertThat(matcher.find()).as(program).isTrue();
    return matcher.group(1);
  }

  private void isImported(String url, String table, String recipe) throws SQLException {
    StringBuilder lines = new StringBuilder();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(table);
      statement.execute(
          "insert into api_keys (id, name, key_hash, created_at, revoked_at) values"
              + " (17, 'Acme \"Inc\" \\ Söhne', "
              + (url.contains("postgres") ? "decode('" + HASH + "', 'hex')" : "x'" + HASH + "'")
              + ", '2024-01-02 03:04:05', null),"
              + " (18, 'Gone', null, '2024-01-02 03:04:05', '2025-01-02 03:04:05')");
      try (ResultSet rows = statement.executeQuery(recipe)) {
        while (rows.next()) {
          lines.append(rows.getString(1)).append('\n');
        }
      }
    }
    try (TestInstallation installation = TestInstallation.in(folder.resolve("home"))) {
      CommandRun run =
          CommandRun.fed(folder.resolve("home"), lines.toString(), List.of("keys", "import", "-"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("Imported 1 key.\n");
      assertThat(installation.get().authenticator().verify("a-foreign-secret", List.of()).code())
          .isEqualTo("accepted");
      assertThat(
              CommandRun.fed(folder.resolve("home"), "", List.of("keys", "list", "--local")).out())
          .contains("Acme \"Inc\" \\ Söhne 17", "2024-01-0");
    }
  }

  @Test
  void fromPostgres() throws Exception {
    isImported(
        Postgres.newDatabase(),
        "create table api_keys (id bigint primary key, name text, key_hash bytea,"
            + " created_at timestamptz not null, expires_at timestamptz, revoked_at timestamptz)",
        recipe("psql"));
  }

  @Test
  void fromSqlite() throws Exception {
    isImported(
        "jdbc:sqlite:" + folder.resolve("app.db"),
        "create table api_keys (id integer primary key, name text, key_hash blob,"
            + " created_at text, revoked_at text)",
        recipe("sqlite3"));
  }
}
