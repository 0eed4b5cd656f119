package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. */
final class SqliteSchema {
  /** The number of the newest script in {@code db/sqlite}. */
  static final int VERSION = 13;

  // File locks are held by whole processes; this keeps the threads of this one apart.
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private SqliteSchema() {}

  static void migrate(DataSource source, Path file) {
    int found = version(source, file);
    if (found > VERSION) {
      throw newer("The database " + file + " was written", found);
    }
    if (found == VERSION) {
      return;
    }
    IN_PROCESS.lock();
    try (FileChannel channel = OwnFiles.open(Path.of(file + "-migration.lock"));
        FileLock lock = channel.lock()) {
      refuseAnotherPrograms(source, file);
      run(source);
    } catch (FlywayException e) {
      throw SqliteFailures.explain(file, e);
    } catch (IOException e) {
      throw new StoreException(
          "The database " + file + " cannot be prepared: " + e.getMessage() + ".", e);
    } finally {
      IN_PROCESS.unlock();
    }
  }

  /**
   * @param what the beginning of the sentence
   */
  static StoreException newer(String what, int found) {
    return new StoreException(
        what
            + " by a newer release of Kasava Keys (schema "
            + found
            + "; this release knows "
            + VERSION
            + "). Upgrade this program.");
  }

  private static void refuseAnotherPrograms(DataSource source, Path file) {
    String tables =
        "select count(*), coalesce(sum(name = 'flyway_schema_history'), 0) from sqlite_master"
            + " where type = 'table'";
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(tables)) {
      if (row.next() && row.getInt(1) > 0 && row.getInt(2) == 0) {
        throw new StoreException(
            "The file "
                + file
                + " is not a database of Kasava Keys, but some other program's. Choose another"
                + " folder.");
      }
    } catch (SQLException e) {
      throw SqliteFailures.explain(file, e);
    }
  }

  private static void run(DataSource source) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/sqlite")
        .failOnMissingLocations(true)
        .load()
        .migrate();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("pragma user_version = " + VERSION);
    } catch (SQLException e) {
      throw new FlywayException("cannot note the schema version", e);
    }
  }

  /** SQLite's own user_version tells it without starting the migration library. */
  private static int version(DataSource source, Path file) {
    long deadline =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SqliteDatabase.LOCK_WAIT_MILLIS);
    while (true) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("pragma user_version")) {
        return row.next() ? row.getInt(1) : 0;
      } catch (SQLException e) {
        // SQLite does not wait by itself for one who is just making, or leaving, the database.
        if (!SqliteFailures.isBusy(e) || System.nanoTime() > deadline) {
          throw SqliteFailures.explain(file, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }
}
