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
  static final int VERSION = 6;

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
    } catch (SQLException | FlywayException e) {
      throw PostgresFailures.explain(e);
    }
  }

  private static int version(DataSource source, boolean isMove) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      String tables =
          "select count(*), coalesce(sum(case when table_name = 'kasava_schema' then 1 else 0 end),"
              + " 0), coalesce(sum(case when table_name = '"
              + MoveEnd.MARK
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
