package dev.kasava.keys.app;

import dev.kasava.keys.store.sql.SqlDatabase;
import dev.kasava.keys.store.sql.postgres.PostgresDatabase;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator chooses when the server starts.
 *
 * @param keyPrefix for a new folder; a folder that has a prefix keeps it. Null for the usual one
 * @param database the JDBC URL of a database server; null for the one that the data folder names
 *     already, or else a file in it
 * @param grace how long known keys stay good while a database server does not answer
 */
public record Choices(@Nullable String keyPrefix, @Nullable String database, Duration grace) {
  public static final Duration GRACE = Duration.ofSeconds(60);

  /** Everything as usual. */
  public static final Choices USUAL = new Choices(null, null, GRACE);

  /** How often other nodes' changes are asked for where the database does not tell of them. */
  private static final Duration INTERVAL = Duration.ofMillis(100);

  /**
   * Notes in the data folder which database was chosen.
   *
   * @throws DataFolderException when it has another already, or its keys were moved elsewhere
   */
  void keepDatabase(DataFolder folder) {
    if (database == null) {
      MoveNote.mustNotTell(folder);
      return;
    }
    boolean isFile = folder.hasDatabaseFile() && folder.readDatabaseUrl().isEmpty();
    if (isFile && !MoveNote.tellsOf(folder, database)) {
      throw new DataFolderException(
          "The data folder "
              + folder.path()
              + " has its keys in a file of its own. Move them with \"kasava migrate-store --to"
              + " URL\", or start a new folder for the database server, with KASAVA_HOME.");
    }
    folder.make();
    folder.keepDatabaseUrl(database);
  }

  /** Opens the database of a data folder. */
  SqlDatabase open(DataFolder folder) {
    Optional<String> url = folder.readDatabaseUrl();
    return url.isPresent()
        ? PostgresDatabase.open(url.get(), grace, INTERVAL)
        : SqliteDatabase.open(folder.database());
  }
}
