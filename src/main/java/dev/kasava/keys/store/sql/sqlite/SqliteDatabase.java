package dev.kasava.keys.store.sql.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * An SQLite file in WAL mode with full synchronisation: what was acknowledged survives a loss of
 * power. One connection writes, and the writers of all processes {@linkplain WriterTurns take
 * turns}.
 */
public final class SqliteDatabase implements SqlDatabase {
  private static final int READERS = 4;

  /**
   * What the writer may remember of the file. A flush of usage touches pages all over it, which
   * SQLite's own 2 MiB are too little for: it would read and write most of them several times.
   */
  private static final int WRITER_CACHE_KIB = 32 * 1024;

  static final int LOCK_WAIT_MILLIS = 30_000;

  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final Jdbi writer;
  private final Jdbi reader;
  private final MappedChangeWord changeWord;
  private final WriterTurns turns;

  private SqliteDatabase(Path file) throws IOException {
    this.changeWord = new MappedChangeWord(Path.of(file + "-changes"));
    this.turns = new WriterTurns(Path.of(file + "-writers"), LOCK_WAIT_MILLIS);
    this.writers = pool(file, SQLiteConfig.TransactionMode.IMMEDIATE, 1);
    this.readers = pool(file, SQLiteConfig.TransactionMode.DEFERRED, READERS);
    this.writer = SqlDatabase.jdbi(writers);
    this.reader = SqlDatabase.jdbi(readers);
    if (ChangeWord.isUnsettled(changeWord.get())) {
      settle();
    }
  }

  /** A writer died between its commit and its leaving; once through the lock mends that. */
  private void settle() {
    writeKeys(handle -> new Changed<>(true, true));
  }

  /**
   * Opens a database that is there, and brings its schema up to date.
   *
   * @throws StoreException with a sentence that says what to do when it cannot be used
   */
  public static SqliteDatabase open(Path file) {
    SqliteSchema.migrate(dataSource(file, config(SQLiteConfig.TransactionMode.IMMEDIATE)), file);
    try {
      return new SqliteDatabase(file);
    } catch (IOException e) {
      throw new StoreException(
          "Cannot use " + file + "-changes beside the database: " + e.getMessage() + ".", e);
    } catch (RuntimeException e) {
      throw SqliteFailures.explain(file, e);
    }
  }

  private static HikariDataSource pool(Path file, SQLiteConfig.TransactionMode mode, int size) {
    SQLiteConfig sqlite = config(mode);
    if (mode == SQLiteConfig.TransactionMode.IMMEDIATE) {
      // Negative is KiB, positive would be pages.
      sqlite.setCacheSize(-WRITER_CACHE_KIB);
    }
    // Set up by itself: one made of a HikariConfig copies it by reflection (decision 17).
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(dataSource(file, sqlite));
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(LOCK_WAIT_MILLIS);
    pool.setAutoCommit(true);
    pool.setPoolName("sqlite-" + mode.name().toLowerCase(java.util.Locale.ROOT));
    return begun(pool);
  }

  /** With its first connection, which it would open amid a request. */
  private static HikariDataSource begun(HikariDataSource pool) {
    try (Connection first = pool.getConnection()) {
      return pool;
    } catch (SQLException e) {
      pool.close();
      throw new ConnectionException(e);
    }
  }

  private static SQLiteConfig config(SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(LOCK_WAIT_MILLIS);
    config.setTransactionMode(mode);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static SQLiteDataSource dataSource(Path file, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  public <T> T read(Function<? super Handle, ? extends T> work) {
    return explained(() -> reader.inTransaction(work::apply));
  }

  @Override
  public <T> T writeKeys(Function<? super Handle, Changed<T>> work) {
    return explained(
        () -> {
          try (WriterTurns.Turn turn = turns.take();
              Handle handle = writer.open()) {
            handle.begin();
            return commit(handle, work);
          }
        });
  }

  /** The word is odd from before the commit can be seen until it is over. */
  private <T> T commit(Handle handle, Function<? super Handle, Changed<T>> work) {
    Changed<T> changed;
    try {
      changed = work.apply(handle);
    } catch (RuntimeException | Error e) {
      handle.rollback();
      throw e;
    }
    // An odd word was left by a writer that died before it could leave; that is mended here.
    if (!changed.keys() && !ChangeWord.isUnsettled(changeWord.get())) {
      handle.commit();
      return changed.result();
    }
    long entered = changeWord.enter();
    handle.commit();
    changeWord.leave(entered);
    return changed.result();
  }

  @Override
  public ChangeWord changeWord() {
    return changeWord;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T explained(Work<T> work) {
    try {
      return work.run();
    } catch (JdbiException | IOException e) {
      throw SqliteFailures.explain(null, e);
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
    turns.close();
  }
}
