package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.MoveEnd;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date; nodes that start at once wait for the one that does. */
final class PostgresSchema {
  /** The number of the newest script in {@code db/postgres}. */
  static final int VERSION = 8;

  private PostgresSchema() {}

  /**
   * @param isMove whether keys are being moved to the database, which nobody serves before that is
   *     over
   */
  static void migrate(DataSource source, boolean isMove) {
    try {
      int found = version(source, isMove);
      if (found > VERSION) {
        throw new StoreException(
            "The database was written by a newer release of Kasava Keys (schema "
                + found
                + "; this release knows "
                + VERSION
                + "). Upgrade this program.");
      }
      if (found < VERSION) {
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/postgres")
            .failOnMissingLocations(true)
            .table("kasava_schema")
            .load()
            .migrate();
      }
      refuseStocks(source);
    } catch (SQLException | FlywayException e) {
      throw PostgresFailures.explainOpening(e);
    }
  }

  /**
   * Whoever follows what was numbered would pass over a number that is committed after a later one,
   * as happens where each connection has a stock of them.
   */
  private static void refuseStocks(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select min(sequencename) from pg_sequences where schemaname = current_schema()"
                    + " and cache_size > 1")) {
      String sequence = row.next() ? row.getString(1) : null;
      if (sequence != null) {
        throw new StoreException(
            "The database gives each connection a stock of numbers (cache_size of "
                + sequence
                + "), so that nodes would not hear of every change. Have it give one at a time:"
                + " \"alter sequence ... cache 1\"; YugabyteDB has to be started with"
                + " ysql_sequence_cache_minval=1 before.");
      }
    }
  }

  private static int version(DataSource source, boolean isMove) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      String tables =
          "select count(*), coalesce(sum(case when table_name = 'kasava_schema' then 1 else 0 end),"
              + " 0), coalesce(sum(case when table_name = '"
              + MoveEnd.MARK
              + "' then 1 else 0 end), 0), coalesce(sum(case when table_name = '"
              + MoveEnd.LEFT
              + "' then 1 else 0 end), 0) from information_schema.tables where table_schema ="
              + " current_schema()";
      try (ResultSet row = statement.executeQuery(tables)) {
        row.next();
        if (row.getInt(1) > 0 && row.getInt(2) == 0) {
          throw new StoreException(
              "The database holds another program's tables. Give Kasava Keys a database, or a"
                  + " schema, of its own.");
        }
        if (row.getInt(3) > 0 && !isMove) {
          throw new StoreException(
              "Keys are being moved to this database, and not all are there. Run \"kasava"
                  + " migrate-store\" again, which goes on where it was ended.");
        }
        if (row.getInt(4) > 0 && !isMove) {
          throw new StoreException(
              "The keys of this database were moved elsewhere, and may have been changed there"
                  + " since. Serve them there. To go back to the keys as they were before the"
                  + " move: insert into change_feed select * from "
                  + MoveEnd.LEFT
                  + "; drop table "
                  + MoveEnd.LEFT
                  + ";");
        }
        if (row.getInt(2) == 0) {
          return 0;
        }
      }
      String newest =
          "select coalesce(max(cast(version as integer)), 0) from kasava_schema where success"
              + " and version is not null";
      try (ResultSet row = statement.executeQuery(newest)) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }
}
