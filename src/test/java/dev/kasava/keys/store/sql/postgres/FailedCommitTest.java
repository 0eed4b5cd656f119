package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transactions that fail, in their work or while they are committed, on a real server. */
final class FailedCommitTest {
  private static final String CONNECTION_ENDS =
      "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(30);";
  private static final String CONFLICT = "raise exception 'again' using errcode = '40001';";

  private final String url = Postgres.newDatabase();
  private final PostgresDatabase database =
      PostgresDatabase.open(url, Duration.ofHours(1), Duration.ofMillis(50));

  @AfterEach
  void close() {
    database.close();
  }

  private static void change(SqlDatabase database) {
    database.writeKeys(handle -> new SqlDatabase.Changed<>("", true));
  }

  /** What a deferred trigger does is done by the commit. Attempts are counted beside it. */
  private void atCommit(String table, String what) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create sequence attempts");
      statement.execute(
          "create function at_commit() returns trigger language plpgsql as $$ begin"
              + " perform nextval('attempts'); "
              + what
              + " return null; end $$");
      statement.execute(
          "create constraint trigger at_commit after insert or update on "
              + table
              + " deferrable initially deferred for each row execute function at_commit()");
    }
  }

  private long ask(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private long attempts() throws SQLException {
    return ask("select case when is_called then last_value else 0 end from attempts");
  }

  @Test
  void aChangeThatMayHaveBeenKeptIsNotMadeAgain() throws SQLException {
    long before = ask("select latest from change_feed");
    atCommit("change_feed", CONNECTION_ENDS);
    assertThatThrownBy(() -> change(database))
        .isInstanceOf(StoreException.class)
        .hasMessage(PostgresFailures.UNREACHABLE);
    assertThat(attempts()).isOne();
    assertThat(ask("select latest from change_feed")).isEqualTo(before);
    assertThat(database.changeWord().get() & 1).as("no commit is under way").isZero();
  }

  @Test
  void aCountThatMayHaveBeenKeptIsNotMadeAgain() throws SQLException {
    atCommit("limit_window", CONNECTION_ENDS);
    assertThatThrownBy(() -> PostgresStores.take(database))
        .isInstanceOf(StoreException.class)
        .hasMessage(PostgresFailures.UNREACHABLE);
    assertThat(attempts()).isOne();
  }

  @Test
  void aConflictThatDoesNotEndIsGivenUp() throws SQLException {
    atCommit("change_feed", CONFLICT);
    assertThatThrownBy(() -> change(database)).isInstanceOf(StoreException.class);
    assertThat(attempts()).isEqualTo(10);
  }

  /** Whoever closes it in the middle of a transaction is told so beside what really failed. */
  private static void failsOfOneThing(ThrowingCallable work, Class<? extends Throwable> type) {
    Throwable failure = catchThrowableOfType(type, work);
    for (Throwable t = failure; t != null; t = t.getCause()) {
      assertThat(t.getSuppressed()).noneMatch(JdbiException.class::isInstance);
    }
  }

  @Test
  void workThatFailsIsUndone() throws SQLException {
    failsOfOneThing(
        () ->
            database.writeKeys(
                handle -> {
                  handle.execute("delete from change_feed");
                  throw new IllegalStateException("a test's");
                }),
        IllegalStateException.class);
    assertThat(ask("select count(*) from change_feed")).isOne();
    change(database);
  }

  @Test
  void aCountThatFailsIsUndone() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("alter table limit_window add constraint none check (used < 0)");
    }
    failsOfOneThing(() -> PostgresStores.take(database), StoreException.class);
    assertThat(ask("select count(*) from limit_window")).isZero();
  }

  /** It would wait for as long as an answer may take, and then be told of a server that is gone. */
  @Test
  void aCountDoesNotWaitForWhoeverHoldsItsWindow() throws SQLException {
    assertThat(PostgresStores.take(database)).isOne();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(statement.executeUpdate("update limit_window set used = 100")).isOne();
      assertThatThrownBy(() -> PostgresStores.take(database))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("Another writer holds the database for too long");
      connection.rollback();
    }
    assertThat(PostgresStores.take(database)).isOne();
  }
}
