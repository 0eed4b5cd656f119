package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.MoveEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file that is moved from or to, which nobody else has open. */
public final class SqliteEnd implements MoveEnd {
  private final Path file;
  private final Connection connection;

  private SqliteEnd(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a file, and makes one with our tables in it where there is none.
   *
   * @throws StoreException with a sentence that says what to do when it cannot be used
   */
  public static SqliteEnd open(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(SqliteDatabase.LOCK_WAIT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try {
      if (!Files.exists(file)) {
        Files.createFile(file, PrivateFiles.attributes(PrivateFiles.FILE));
      }
      SqliteSchema.migrate(source, file);
      Connection connection = source.getConnection();
      connection.setAutoCommit(false);
      return new SqliteEnd(file, connection);
    } catch (SQLException | IOException e) {
      throw SqliteFailures.explain(file, e);
    }
  }

  /**
   * Likewise, to move to; goes on with what an earlier move left, unless that was through with it,
   * as it may be outdated since.
   */
  public static SqliteEnd draft(Path file) {
    boolean wasThere = Files.exists(file);
    SqliteEnd found = open(file);
    try {
      if (!wasThere || found.hasTable(MARK)) {
        return found;
      }
      found.close();
      for (String part : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(Path.of(file + part));
      }
    } catch (SQLException | IOException e) {
      throw SqliteFailures.explain(file, e);
    }
    return open(file);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean hasTable(String name) throws SQLException {
    return number("select count(*) from sqlite_master where name = '" + name + "'") > 0;
  }

  @Override
  public String byBytes(String text) {
    return text;
  }

  @Override
  public long lastNumber(String table) throws SQLException {
    return number("select seq from sqlite_sequence where name = '" + table + "'");
  }

  @Override
  public void continueAfter(String table, long number) throws SQLException {
    run("delete from sqlite_sequence where name = '" + table + "'");
    run("insert into sqlite_sequence (name, seq) values ('" + table + "', " + number + ")");
  }

  @Override
  public void tellOthers() {
    // Nobody has it open.
  }

  @Override
  public StoreException explain(SQLException failure) {
    return SqliteFailures.explain(file, failure);
  }

  @Override
  public void close() {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      throw explain(e);
    }
  }
}
