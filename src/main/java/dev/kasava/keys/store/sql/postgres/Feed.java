package dev.kasava.keys.store.sql.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database again and again for the number of the latest change, on a connection and a
 * thread of its own. Where the database can notify, it need not wait for its turn; nothing depends
 * on that.
 */
final class Feed implements AutoCloseable {
  static final String CHANNEL = "kasava_changes";

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final long RECONNECT_MILLIS = 250;
  private static final int SECONDS_TO_END = 5;

  private static final String LATEST = "select latest, %s from change_feed where id = 1";

  /**
   * What tells a history of the database from another: the timeline, a new one of which begins when
   * a standby takes over or a backup is played back to a moment; and the table itself, which is
   * another one where a dump was put back.
   */
  private static final String HISTORY =
      "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '.' || 'change_feed'::regclass::oid";

  /** The first is asked that the database understands. Some only speak like PostgreSQL. */
  private static final List<String> QUESTIONS =
      List.of(
          LATEST.formatted(
              HISTORY + " || '.' || (select system_identifier from pg_control_system())"),
          LATEST.formatted(HISTORY),
          LATEST.formatted("''"));

  private final DataSource source;
  private final FeedWord word;
  private final int intervalMillis;
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile boolean isConnected = true;
  private boolean isBlindnessTold;

  /**
   * Begins at once.
   *
   * @param interval how long the database is left alone between two questions
   */
  Feed(DataSource source, FeedWord word, Duration interval) {
    this.source = source;
    this.word = word;
    this.intervalMillis = (int) interval.toMillis();
    this.thread = Thread.ofPlatform().daemon().name("change-feed").start(this::run);
  }

  /** Whether the database answered when it was asked last. */
  boolean isConnected() {
    return isConnected;
  }

  private void run() {
    while (!isClosed) {
      try (Connection connection = source.getConnection()) {
        watch(connection);
      } catch (SQLException | RuntimeException | Error e) {
        // Whatever it is: a node that hears of no changes for good would have to be restarted.
        lost(e);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RECONNECT_MILLIS));
      }
    }
  }

  private void watch(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    PGConnection notified = listen(connection);
    try (Statement statement = connection.createStatement()) {
      String question = question(statement);
      while (!isClosed) {
        ask(statement, question);
        found();
        if (notified == null) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(intervalMillis));
        } else {
          notified.getNotifications(intervalMillis);
        }
      }
    }
  }

  /** Null where the database has no such thing. */
  private static @Nullable PGConnection listen(Connection connection) throws SQLException {
    if (!canNotify(connection)) {
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    return connection.unwrap(PGConnection.class);
  }

  /** Whether the server is PostgreSQL itself; those that speak like it have no notifications. */
  static boolean canNotify(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version()")) {
      return row.next()
          && row.getString(1).startsWith("PostgreSQL")
          && !row.getString(1).contains("-YB-");
    }
  }

  private static String question(Statement statement) throws SQLException {
    for (String question : QUESTIONS.subList(0, QUESTIONS.size() - 1)) {
      try (ResultSet row = statement.executeQuery(question)) {
        if (row.next() && row.getString(2) != null) {
          return question;
        }
      } catch (SQLException e) {
        if (!statement.getConnection().isValid(SECONDS_TO_END)) {
          throw e;
        }
      }
    }
    return QUESTIONS.getLast();
  }

  private void ask(Statement statement, String question) throws SQLException {
    long askedAt = System.nanoTime();
    try (ResultSet row = statement.executeQuery(question)) {
      if (!row.next()) {
        throw new SQLException("the table change_feed is empty");
      }
      word.heard(row.getLong(1), row.getString(2), askedAt);
    }
  }

  private void lost(Throwable e) {
    if (isConnected && !isClosed) {
      isConnected = false;
      log.warn(
          "The database does not answer ({}). Known keys stay good for a while.", e.getMessage());
    }
    if (word.isBlind() && !isBlindnessTold) {
      isBlindnessTold = true;
      log.error("The database has not answered for the grace: no key is good until it does.");
    }
  }

  private void found() {
    isBlindnessTold = false;
    if (!isConnected) {
      isConnected = true;
      log.info("The database answers again.");
    }
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
