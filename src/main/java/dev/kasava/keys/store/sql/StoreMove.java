package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.MoveProgress;
import dev.kasava.keys.store.MoveProgress.Step;
import dev.kasava.keys.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/**
 * Moves everything from one database to another, which nobody serves meanwhile. Ended at any moment
 * it can be run again, and goes on: rows arrive in the order of their keys, so that the last one
 * that is there tells where. At the end all rows of both sides are compared.
 */
public final class StoreMove {
  private final MoveEnd from;
  private final MoveEnd to;
  private final MoveProgress progress;

  public StoreMove(MoveEnd from, MoveEnd to, MoveProgress progress) {
    this.from = from;
    this.to = to;
    this.progress = progress;
  }

  /**
   * @param rows that are there now
   * @param wasThere whether all of them were there before
   */
  public record Moved(long rows, boolean wasThere) {}

  /**
   * @throws StoreException with a sentence that says what to do when it cannot be done, or the two
   *     sides differ at the end
   */
  public Moved run() {
    MoveEnd end = from;
    try {
      String source = installation(from);
      end = to;
      boolean isBegun = to.hasTable(MoveEnd.MARK);
      if (isBegun) {
        refuseAnother(source, mark());
      } else if (!isEmpty()) {
        refuseAnother(source, installation(to));
        refuseLeft();
        return alreadyThere();
      } else {
        begin(source);
      }
      for (StoredTable table : StoredTable.ALL) {
        copy(table);
      }
      long rows = 0;
      for (StoredTable table : StoredTable.ALL) {
        rows += verifyOrCopyAgain(table);
      }
      finish();
      return new Moved(rows, false);
    } catch (SQLException e) {
      throw end.explain(e);
    }
  }

  /** Two databases with the same peppers are the same installation's. */
  private static String installation(MoveEnd end) throws SQLException {
    StringJoiner peppers = new StringJoiner(" ");
    try (Statement statement = end.connection().createStatement();
        ResultSet rows =
            statement.executeQuery("select version, check_value from pepper order by version")) {
      while (rows.next()) {
        peppers.add(rows.getInt(1) + ":" + rows.getString(2));
      }
    }
    return peppers.toString();
  }

  private String mark() throws SQLException {
    try (Statement statement = to.connection().createStatement();
        ResultSet row = statement.executeQuery("select source from " + MoveEnd.MARK)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private boolean isEmpty() throws SQLException {
    for (StoredTable table : StoredTable.ALL) {
      if (to.number("select count(*) from (select 1 from " + table.name() + " limit 1) t") > 0) {
        return false;
      }
    }
    return true;
  }

  private static void refuseAnother(String source, String target) {
    if (!source.equals(target)) {
      throw new StoreException(
          "The database that the keys are to be moved to holds another installation. Name an empty"
              + " one.");
    }
  }

  private void refuseLeft() throws SQLException {
    if (to.hasTable(MoveEnd.LEFT)) {
      throw new StoreException(
          "The keys were moved away from that database, and may have been changed since. Empty it"
              + " (drop it, and create it again), and move them anew.");
    }
  }

  private void begin(String source) throws SQLException {
    to.run("create table " + MoveEnd.MARK + " (source text not null)");
    try (PreparedStatement insert =
        to.connection().prepareStatement("insert into " + MoveEnd.MARK + " values (?)")) {
      insert.setString(1, source);
      insert.execute();
    }
    to.connection().commit();
  }

  private void copy(StoredTable table) throws SQLException {
    TableCopy copy = new TableCopy(table, from, to);
    long total = copy.rows(from);
    copy.copy(done -> progress.at(Step.COPYING, table.name(), done, total));
  }

  private Moved alreadyThere() throws SQLException {
    long rows = 0;
    for (StoredTable table : StoredTable.ALL) {
      if (!isSame(table) && !wasNotKept(table)) {
        throw new StoreException(
            "The database that the keys are to be moved to is this installation's, but one of the"
                + " two was changed since they were moved. If servers use the database, it is the"
                + " newer one: leave it, and start them with a data folder that holds nothing but"
                + " the file pepper. Only if nothing was changed there, empty it"
                + " (drop it, and create it again), and move them anew.");
      }
      rows += new TableCopy(table, from, to).rows(to);
    }
    return new Moved(rows, true);
  }

  /** A release that moved the keys before there was such a table left it empty. */
  private boolean wasNotKept(StoredTable table) throws SQLException {
    TableCopy copy = new TableCopy(table, from, to);
    if (!table.name().equals("key_format") || copy.rows(to) > 0) {
      return false;
    }
    copy(table);
    return isSame(table);
  }

  /** What was copied before an earlier run was ended may have changed since. Answers the rows. */
  private long verifyOrCopyAgain(StoredTable table) throws SQLException {
    TableCopy copy = new TableCopy(table, from, to);
    if (!isSame(table)) {
      copy.clear();
      copy(table);
      if (!isSame(table)) {
        throw new StoreException(
            "The table "
                + table.name()
                + " differs from what was copied. Somebody else writes to one of the databases;"
                + " stop that, and move the keys again.");
      }
    }
    return copy.rows(to);
  }

  private boolean isSame(StoredTable table) throws SQLException {
    TableCopy copy = new TableCopy(table, from, to);
    // Each side is one half of the work.
    long total = copy.rows(from);
    String there =
        copy.digest(from, done -> progress.at(Step.VERIFYING, table.name(), done / 2, total));
    String here =
        copy.digest(
            to,
            done ->
                progress.at(
                    Step.VERIFYING, table.name(), Math.min(total, (total + done) / 2), total));
    return there.equals(here);
  }

  /** From here on the other database can be served. */
  private void finish() throws SQLException {
    for (String table : StoredTable.NUMBERED) {
      to.continueAfter(table, from.lastNumber(table));
    }
    to.tellOthers();
    to.run("drop table " + MoveEnd.MARK);
    to.connection().commit();
  }
}
