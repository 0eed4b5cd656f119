package dev.kasava.keys.store.sql.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.LimitWindow;
import dev.kasava.keys.store.StoreState;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Windows of limited keys, a row each. Rows are locked in the order of their keys, so that no two
 * nodes wait for each other. Thread-safe.
 */
final class PostgresLimitStore implements LimitStore, AutoCloseable {
  // Requests wait for these, and a count that a crash of the server takes with it is no harm.
  private static final String SESSION =
      "set idle_in_transaction_session_timeout = '2s'; set lock_timeout = '800ms';"
          + " set synchronous_commit = off";

  private static final String NOW =
      "cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)";

  private static final String LOCK =
      "select key_id, begun_at, used, lent, lent_until, "
          + NOW
          + " as now from limit_window where key_id in (<keys>) order by key_id for update";

  private static final String ADD =
      "insert into limit_window (key_id, begun_at, ends_at, used, lent, lent_until)"
          + " values (:key, 0, 0, 0, 0, 0) on conflict (key_id) do nothing";

  private static final String KEEP =
      "update limit_window set begun_at = :begunAt, ends_at = :endsAt, used = :used, lent = :lent,"
          + " lent_until = :lentUntil where key_id = :key";

  private static final String OVER =
      "select key_id from limit_window where ends_at <= "
          + NOW
          + " order by key_id limit :most for update";

  private static final int A_TURN = 500;

  private final PostgresDatabase database;
  private final HikariDataSource connection;
  private final Jdbi counter;

  /**
   * @param quick does not wait for long for a server that is gone
   */
  PostgresLimitStore(PostgresDatabase database, DataSource quick) {
    this.database = database;
    this.connection = connection(quick);
    this.counter = SqlDatabase.jdbi(connection);
  }

  /** One, made when the first limited key is used. */
  private static HikariDataSource connection(DataSource quick) {
    HikariConfig config =
        PostgresDatabase.config(quick, "postgres-limits", 1, "TRANSACTION_READ_COMMITTED");
    config.setMinimumIdle(0);
    // Of which the pool makes the time for a login, too.
    config.setConnectionTimeout(2 * TimeUnit.SECONDS.toMillis(PostgresDatabase.FEED_SECONDS));
    config.setValidationTimeout(TimeUnit.SECONDS.toMillis(PostgresDatabase.FEED_SECONDS));
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(SESSION);
    return new HikariDataSource(config);
  }

  @Override
  public boolean isReached() {
    return database.state() == StoreState.REACHED;
  }

  @Override
  public List<Taken> take(List<Ask> asks) {
    return count(handle -> take(handle, asks));
  }

  /**
   * Runs {@code work} as one transaction beside the writers, who do not wait for it. Not again when
   * it may have been kept.
   */
  private <T> T count(Function<? super Handle, ? extends T> work) {
    return database.transaction(counter, (handle, committing) -> commit(handle, work, committing));
  }

  private static <T> T commit(
      Handle handle, Function<? super Handle, ? extends T> work, Runnable committing) {
    T result;
    try {
      result = work.apply(handle);
    } catch (RuntimeException | Error e) {
      PostgresDatabase.rollBack(handle, e);
      throw e;
    }
    committing.run();
    handle.commit();
    return result;
  }

  private record Row(LimitWindow window, long now) {}

  private static List<Taken> take(Handle handle, List<Ask> asks) {
    List<String> keys = asks.stream().map(ask -> ask.key().value()).sorted().toList();
    Map<String, Row> rows = lock(handle, keys);
    if (rows.size() < keys.size()) {
      add(handle, keys);
      rows = lock(handle, keys);
    }
    List<Taken> taken = new ArrayList<>();
    PreparedBatch batch = handle.prepareBatch(KEEP);
    for (Ask ask : asks) {
      Row row = Objects.requireNonNull(rows.get(ask.key().value()));
      LimitWindow.Step step = row.window().take(ask, row.now());
      keep(batch, ask, step.window());
      taken.add(step.taken());
    }
    batch.execute();
    return taken;
  }

  private static Map<String, Row> lock(Handle handle, List<String> keys) {
    Map<String, Row> rows = new HashMap<>();
    handle
        .createQuery(LOCK)
        .bindList("keys", keys)
        .map(
            (row, context) ->
                rows.put(
                    row.getString("key_id"),
                    new Row(
                        new LimitWindow(
                            row.getLong("begun_at"),
                            row.getLong("used"),
                            row.getLong("lent"),
                            row.getLong("lent_until")),
                        row.getLong("now"))))
        .list();
    return rows;
  }

  private static void add(Handle handle, List<String> keys) {
    PreparedBatch batch = handle.prepareBatch(ADD);
    for (String key : keys) {
      batch.bind("key", key).add();
    }
    batch.execute();
  }

  private static void keep(PreparedBatch batch, Ask ask, LimitWindow window) {
    batch
        .bind("key", ask.key().value())
        .bind("begunAt", window.begunAt())
        .bind("endsAt", window.endsAt(ask.limit()))
        .bind("used", window.used())
        .bind("lent", window.lent())
        .bind("lentUntil", window.lentUntil())
        .add();
  }

  @Override
  public void removeOver() {
    int removed = A_TURN;
    while (removed == A_TURN) {
      removed = this.<Integer>count(PostgresLimitStore::removeSome);
    }
  }

  private static int removeSome(Handle handle) {
    List<String> over = handle.createQuery(OVER).bind("most", A_TURN).mapTo(String.class).list();
    if (!over.isEmpty()) {
      handle
          .createUpdate("delete from limit_window where key_id in (<keys>)")
          .bindList("keys", over)
          .execute();
    }
    return over.size();
  }

  @Override
  public void close() {
    connection.close();
  }
}
