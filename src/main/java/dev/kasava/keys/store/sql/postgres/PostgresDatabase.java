package dev.kasava.keys.store.sql.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreState;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database that several nodes may share. The writers of all nodes take turns by
 * locking one row, so that the log of changes is in the order of commits. Only SQL that CockroachDB
 * and YugabyteDB know, too.
 */
public final class PostgresDatabase implements SqlDatabase {
  private static final int READERS = 8;
  static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 20;

  // The feed finds out for everybody that the database is gone, and that it is back.
  static final int FEED_SECONDS = 1;

  private static final int MOST_ATTEMPTS = 10;

  // A node that is cut off in the middle of its turn must not keep the others waiting for ever.
  private static final String SESSION =
      "set idle_in_transaction_session_timeout = '15s'; set lock_timeout = '10s'";

  /** What the server's list of connections calls ours. */
  static final String APPLICATION = "kasava-keys";

  static final String TURN = "select latest from change_feed where id = 1 for update";
  static final String CHANGED = "update change_feed set latest = latest + 1 where id = 1";
  private static final String NOTIFY = "select pg_notify('" + Feed.CHANNEL + "', '')";

  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final PostgresLimitStore limits;
  private final Jdbi writer;
  private final Jdbi reader;
  private final FeedWord changeWord;
  private final Feed feed;
  private final boolean canNotify;

  /**
   * @param ofFeed that of the feed alone, as a pool changes what it is given
   * @param ofLimits likewise, that of the limits
   */
  private PostgresDatabase(
      DataSource source, DataSource ofFeed, DataSource ofLimits, Duration grace, Duration interval)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      this.canNotify = Feed.canNotify(connection);
    }
    this.writers = pool(source, "postgres-write", 1, "TRANSACTION_READ_COMMITTED", false);
    this.readers = readers(source, writers);
    this.writer = SqlDatabase.jdbi(writers);
    this.reader = SqlDatabase.jdbi(readers);
    this.changeWord = new FeedWord(grace, System::nanoTime);
    this.feed = new Feed(ofFeed, changeWord, interval);
    this.limits = new PostgresLimitStore(this, ofLimits);
  }

  /**
   * Opens a database, and brings its schema up to date.
   *
   * @param url as the JDBC driver takes it, with user and password, and sslmode for TLS
   * @param grace how long known keys stay good while the database does not answer
   * @param interval how often other nodes' changes are asked for at least
   * @throws StoreException with a sentence that says what to do when it cannot be used
   */
  public static PostgresDatabase open(String url, Duration grace, Duration interval) {
    DataSource source = dataSource(url, CONNECT_SECONDS, ANSWER_SECONDS);
    PostgresSchema.migrate(source, false);
    try {
      return new PostgresDatabase(
          source,
          dataSource(url, FEED_SECONDS, FEED_SECONDS),
          dataSource(url, FEED_SECONDS, FEED_SECONDS),
          grace,
          interval);
    } catch (SQLException | RuntimeException e) {
      throw e instanceof StoreException known ? known : PostgresFailures.explainOpening(e);
    }
  }

  /**
   * @param answerSeconds how long an answer may take, unless the URL says so
   */
  static PGSimpleDataSource dataSource(String url, int connectSeconds, int answerSeconds) {
    Properties parsed = Driver.parseURL(url, new Properties());
    if (parsed == null) {
      throw new StoreException(
          "The database's URL cannot be read. Give one like"
              + " jdbc:postgresql://HOST:5432/DATABASE?user=USER&password=PASSWORD.");
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setApplicationName(APPLICATION);
    source.setConnectTimeout(connectSeconds);
    source.setTcpKeepAlive(true);
    // Details quote values, digests among them.
    source.setLogServerErrorDetail(false);
    if (!url.contains("socketTimeout=")) {
      source.setSocketTimeout(answerSeconds);
    }
    return source;
  }

  /** Where they are not to be had, nothing is left open. */
  private static HikariDataSource readers(DataSource source, HikariDataSource writers) {
    try {
      return pool(source, "postgres-read", READERS, "TRANSACTION_REPEATABLE_READ", true);
    } catch (StoreException e) {
      writers.close();
      throw e;
    }
  }

  private static HikariDataSource pool(
      DataSource source, String name, int size, String isolation, boolean isReadOnly) {
    HikariConfig config = config(source, name, size, isolation);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    config.setInitializationFailTimeout(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    config.setConnectionInitSql(SESSION);
    config.setReadOnly(isReadOnly);
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw PostgresFailures.explainOpening(e);
    }
  }

  static HikariConfig config(DataSource source, String name, int size, String isolation) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setTransactionIsolation(isolation);
    config.setPoolName(name);
    return config;
  }

  @Override
  public <T> T read(Function<? super Handle, ? extends T> work) {
    // A connection may be one of before the server was started anew.
    return explained(
        () -> reader.inTransaction(work::apply),
        failure -> PostgresFailures.isConflict(failure) || PostgresFailures.isLost(failure));
  }

  @Override
  public <T> T writeKeys(Function<? super Handle, Changed<T>> work) {
    return transaction(writer, (handle, committing) -> commit(handle, work, committing));
  }

  /** Work on one transaction, which says when it is about to be committed. */
  @FunctionalInterface
  interface Committing<T> {
    T run(Handle handle, Runnable committing);
  }

  /** Done again, over another connection if this one is gone, unless it may have been kept. */
  <T> T transaction(Jdbi connections, Committing<T> work) {
    AtomicBoolean mayBeKept = new AtomicBoolean();
    return explained(
        () -> {
          mayBeKept.set(false);
          try (Handle handle = connections.open()) {
            handle.begin();
            return work.run(handle, () -> mayBeKept.set(true));
          }
        },
        failure ->
            PostgresFailures.isConflict(failure)
                || (PostgresFailures.isLost(failure) && !mayBeKept.get()));
  }

  @Override
  public Optional<LimitStore> limits() {
    return Optional.of(limits);
  }

  private <T> T commit(
      Handle handle, Function<? super Handle, Changed<T>> work, Runnable committing) {
    Changed<T> changed;
    long number;
    try {
      number = turn(handle) + 1;
      changed = work.apply(handle);
      if (changed.keys()) {
        handle.execute(CHANGED);
        tellOthers(handle);
      }
    } catch (RuntimeException | Error e) {
      rollBack(handle, e);
      throw e;
    }
    committing.run();
    if (changed.keys()) {
      commitKeys(handle, number);
    } else {
      handle.commit();
    }
    return changed.result();
  }

  private static long turn(Handle handle) {
    return handle
        .createQuery(TURN)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> new StoreException("The keys were moved to another database."));
  }

  /** A connection that is gone cannot be rolled back; what it failed for says more. */
  static void rollBack(Handle handle, Throwable failure) {
    try {
      handle.rollback();
    } catch (JdbiException e) {
      failure.addSuppressed(e);
    }
  }

  private void commitKeys(Handle handle, long number) {
    changeWord.enter();
    boolean isKept = false;
    try {
      handle.commit();
      isKept = true;
    } finally {
      if (isKept) {
        changeWord.leave(number);
      } else {
        changeWord.turnBack();
      }
    }
  }

  private void tellOthers(Handle handle) {
    if (canNotify) {
      handle.execute(NOTIFY);
    }
  }

  @Override
  public StoreState state() {
    if (changeWord.isBlind()) {
      return StoreState.CUT_OFF;
    }
    return feed.isConnected() ? StoreState.REACHED : StoreState.GRACE;
  }

  @Override
  public ChangeWord changeWord() {
    return changeWord;
  }

  /** Nobody waits for a database that does not answer: the feed goes on asking. */
  <T> T explained(Supplier<T> work, Predicate<JdbiException> mayGoBetter) {
    for (int attempt = 1; ; attempt++) {
      if (!feed.isConnected()) {
        throw new StoreException(PostgresFailures.UNREACHABLE);
      }
      try {
        return work.get();
      } catch (JdbiException e) {
        if (attempt == MOST_ATTEMPTS || !mayGoBetter.test(e)) {
          throw PostgresFailures.explain(e);
        }
      }
    }
  }

  @Override
  public void close() {
    feed.close();
    readers.close();
    limits.close();
    writers.close();
  }
}
