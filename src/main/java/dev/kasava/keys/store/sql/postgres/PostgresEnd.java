package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.MoveEnd;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL database that is moved from or to. */
public final class PostgresEnd implements MoveEnd {
  private static final String NODES =
      "select count(*) from pg_stat_activity where application_name = '"
          + PostgresDatabase.APPLICATION
          + "' and datname = current_database() and pid <> pg_backend_pid()";

  // Whole tables are counted and read.
  private static final int ANSWER_SECONDS = 600;

  private static final int LOOKS = 20;
  private static final long LOOK_NANOS = 100_000_000;

  private final Connection connection;

  private PostgresEnd(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a database, makes our tables where there are none, and keeps everybody else from changing
   * anything until it is closed, or committed to.
   *
   * @param url as the JDBC driver takes it
   * @throws StoreException with a sentence that says what to do when it cannot be used
   */
  public static PostgresEnd open(String url) {
    PGSimpleDataSource source =
        PostgresDatabase.dataSource(url, PostgresDatabase.CONNECT_SECONDS, ANSWER_SECONDS);
    // The rows of a batch are sent as one statement.
    source.setReWriteBatchedInserts(true);
    source.setApplicationName(PostgresDatabase.APPLICATION + "-move");
    PostgresSchema.migrate(source, true);
    try {
      Connection connection = source.getConnection();
      try {
        PostgresEnd end = new PostgresEnd(connection);
        end.refuseNodes();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        end.number(PostgresDatabase.TURN);
        return end;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresFailures.explainOpening(e);
    }
  }

  /** One that was just stopped is given a moment to be gone. */
  private void refuseNodes() throws SQLException {
    run("set lock_timeout = '10s'");
    long nodes = number(NODES);
    for (int look = 0; nodes > 0 && look < LOOKS; look++) {
      LockSupport.parkNanos(LOOK_NANOS);
      nodes = number(NODES);
    }
    if (nodes > 0) {
      throw new StoreException(
          "Servers use the database ("
              + nodes
              + " connections of Kasava Keys). Stop them all, then try again.");
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean hasTable(String name) throws SQLException {
    return number(
            "select count(*) from information_schema.tables where table_schema ="
                + " current_schema() and table_name = '"
                + name
                + "'")
        > 0;
  }

  @Override
  public String byBytes(String text) {
    return text + " collate \"C\"";
  }

  @Override
  public long lastNumber(String table) throws SQLException {
    // Also of rows that are gone: numbers are never given twice.
    return number(
        "select coalesce(pg_sequence_last_value(pg_get_serial_sequence('%s', 'sequence')), 0)"
            .formatted(table));
  }

  @Override
  public void continueAfter(String table, long number) throws SQLException {
    number(
        "select setval(pg_get_serial_sequence('%s', 'sequence'), %d, true)"
            .formatted(table, Math.max(1, number)));
  }

  @Override
  public void tellOthers() throws SQLException {
    run(PostgresDatabase.CHANGED);
  }

  /**
   * Notes that its keys are served from elsewhere now. No node starts on it any more, and one that
   * was started meanwhile hears nothing of it, so that it refuses once its grace is over.
   *
   * @throws StoreException when that cannot be noted
   */
  public void leave() {
    try {
      run("create table " + LEFT + " as select * from change_feed");
      run("delete from change_feed");
      connection.commit();
    } catch (SQLException e) {
      throw new StoreException(
          "The keys were moved, but the database that they were in could not be told so ("
              + PostgresFailures.explain(e).getMessage()
              + "). See to it that no server uses it any more.",
          e);
    }
  }

  @Override
  public StoreException explain(SQLException failure) {
    return PostgresFailures.explain(failure);
  }

  @Override
  public void close() {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      // Whoever reads on has lost nothing: what was to be kept was committed.
    }
  }
}
