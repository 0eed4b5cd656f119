package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.sql.SqlSpentStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A server that ended the connections of before, as one that was started anew did. */
final class LostConnectionTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private static PostgresDatabase open(String url) {
    return PostgresDatabase.open(url, Duration.ofMinutes(1), Duration.ofMillis(50));
  }

  private static void endLastUsed(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      // The feed keeps its own, and those that were not used yet are kept.
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
              + " current_database() and pid <> pg_backend_pid() and query = 'COMMIT'");
    }
  }

  @Test
  void aWriteOfWhichNothingWasKeptIsDoneOverAnother() throws SQLException {
    String url = Postgres.newDatabase();
    try (PostgresDatabase database = open(url)) {
      SqlSpentStore spent = new SqlSpentStore(database);
      for (byte i = 0; i < 5; i++) {
        assertThat(spent.spend(new byte[] {i}, LATER)).isTrue();
        endLastUsed(url);
      }
      assertThat(spent.spend(new byte[] {4}, LATER)).as("once each").isFalse();
    }
  }

  @Test
  void whatIsReadIsReadOverAnother() throws SQLException {
    String url = Postgres.newDatabase();
    try (PostgresDatabase database = open(url)) {
      for (int i = 0; i < 5; i++) {
        assertThat(
                database.<Integer>read(
                    handle -> handle.createQuery("select 7").mapTo(int.class).one()))
            .isEqualTo(7);
        endLastUsed(url);
      }
    }
  }
}
