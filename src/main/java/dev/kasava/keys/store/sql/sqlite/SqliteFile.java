package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A database file as a whole, opened once and for nothing but copying and checking. */
final class SqliteFile {
  private SqliteFile() {}

  static Connection connect(Path file, SQLiteConfig config) throws SQLException {
    config.setBusyTimeout(SqliteDatabase.LOCK_WAIT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  /**
   * Copies one consistent state of a database, whoever writes to it meanwhile.
   *
   * @param copy a file that is not there
   * @throws StoreException when the database cannot be read, or is damaged
   */
  static void copy(Path database, Path copy) throws IOException {
    Files.createFile(copy, PrivateFiles.attributes(PrivateFiles.FILE));
    try (Connection connection = connect(database, new SQLiteConfig());
        PreparedStatement statement = connection.prepareStatement("vacuum into ?")) {
      statement.setString(1, copy.toString());
      statement.execute();
    } catch (SQLException e) {
      throw SqliteFailures.explain(database, e);
    }
  }

  /**
   * Reads all of a file.
   *
   * @throws StoreException when it is damaged
   */
  static void check(Path file) {
    try (Connection connection = connect(file, new SQLiteConfig());
        Statement statement = connection.createStatement()) {
      String problem = problem(statement);
      if (!problem.isEmpty()) {
        throw new StoreException("The database " + file + " is damaged (" + problem + ").");
      }
    } catch (SQLException e) {
      throw SqliteFailures.explain(file, e);
    }
  }

  /** What is wrong with a database; empty when nothing is. */
  static String problem(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("pragma integrity_check(1)")) {
      String answer = row.next() ? row.getString(1) : "no answer";
      return answer.equals("ok") ? "" : answer;
    }
  }

  /** The schema's version. */
  static int schema(Path file) {
    try (Connection connection = connect(file, new SQLiteConfig());
        Statement statement = connection.createStatement()) {
      return number(statement, "pragma user_version");
    } catch (SQLException e) {
      throw SqliteFailures.explain(file, e);
    }
  }

  static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
