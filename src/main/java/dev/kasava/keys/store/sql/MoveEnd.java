package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One end of a move between databases: a connection in a transaction, and what is particular to its
 * kind. For one thread; {@link #close} rolls back what was not committed.
 */
public interface MoveEnd extends AutoCloseable {
  /** The table that is there while a move is under way to a database, which nobody serves then. */
  String MARK = "kasava_move";

  /** The table that is there once the keys were moved away, and are no longer served from here. */
  String LEFT = "kasava_moved";

  Connection connection();

  boolean hasTable(String name) throws SQLException;

  /** A column of texts, so that they are put in the order of their bytes. */
  String byBytes(String text);

  /** The highest number that was ever given to a row of a {@link StoredTable#NUMBERED} table. */
  long lastNumber(String table) throws SQLException;

  /** Sees to it that the next row of such a table gets the number after this one. */
  void continueAfter(String table, long number) throws SQLException;

  /** What is to be changed, besides its tables, where somebody may remember something. */
  void tellOthers() throws SQLException;

  /** As a sentence that an operator can act on. */
  StoreException explain(SQLException failure);

  @Override
  void close();

  /** The first number that a query answers; 0 when it answers none. */
  default long number(String query) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  default void run(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }
}
