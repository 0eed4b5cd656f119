package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.Restored;
import dev.kasava.keys.store.Restored.Present;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A backup on its way into the place of a database. Everything is done on copies; what is there is
 * not touched before {@link #replace}, and put aside then. For one thread, while nobody else has
 * the database open.
 */
public final class Restoration {
  private final Path database;
  private final Path copy;
  private final Path presentCopy;
  private final BackupFile.Notes notes;
  private final Present present;

  private Restoration(
      Path database, Path copy, Path presentCopy, BackupFile.Notes notes, Present present) {
    this.database = database;
    this.copy = copy;
    this.presentCopy = presentCopy;
    this.notes = notes;
    this.present = present;
  }

  /**
   * Looks at a backup, and at what is in its place.
   *
   * @param work an empty folder beside {@code database}, for copies
   * @throws StoreException when the backup is not good, or the place holds what this release must
   *     not replace
   */
  public static Restoration of(Path backup, Path database, Path work) throws IOException {
    Path copy = work.resolve("restored.db");
    BackupFile.Notes notes;
    try {
      notes = BackupFile.unpack(backup, copy);
    } catch (NoSuchFileException e) {
      throw new StoreException("There is no file " + backup + ". Name the backup.", e);
    }
    SqliteDatabase.open(copy).close();
    Path presentCopy = work.resolve("present.db");
    return new Restoration(database, copy, presentCopy, notes, lookAt(database, presentCopy));
  }

  private static Present lookAt(Path database, Path copy) throws IOException {
    if (!Files.exists(database) || Files.size(database) == 0) {
      return Present.ABSENT;
    }
    try {
      SqliteFile.check(database);
      SqliteFile.copy(database, copy);
    } catch (StoreException e) {
      if (e.getCause() == null || SqliteFailures.isDamage(e)) {
        return Present.DAMAGED;
      }
      throw e;
    }
    int schema = SqliteFile.schema(copy);
    if (schema > SqliteSchema.VERSION) {
      throw SqliteSchema.newer("The database " + database + " was written", schema);
    }
    SqliteDatabase.open(copy).close();
    return Present.READABLE;
  }

  public BackupFile.Notes notes() {
    return notes;
  }

  public Present present() {
    return present;
  }

  /** The database as the backup has it, in the schema of this release; for the caller to close. */
  public SqlDatabase open() {
    return SqliteDatabase.open(copy);
  }

  /** Whether what is there now has to do with other owners, or another pepper, than the backup. */
  public boolean isOfAnother() {
    if (present != Present.READABLE) {
      return false;
    }
    try (Connection connection = both();
        Statement statement = connection.createStatement()) {
      boolean hasOtherPepper =
          SqliteFile.number(
                  statement,
                  "select count(*) from main.pepper m join now.pepper n using (version)"
                      + " where n.check_value <> m.check_value")
              > 0;
      boolean hasOtherOwners =
          SqliteFile.number(statement, "select count(*) from now.owner") > 0
              && SqliteFile.number(statement, "select count(*) from main.owner") > 0
              && SqliteFile.number(
                      statement, "select count(*) from main.owner join now.owner using (id)")
                  == 0;
      return hasOtherPepper || hasOtherOwners;
    } catch (SQLException e) {
      throw SqliteFailures.explain(copy, e);
    }
  }

  private Connection both() throws SQLException {
    Connection connection = SqliteFile.connect(copy, new SQLiteConfig());
    try (PreparedStatement attach = connection.prepareStatement("attach ? as now")) {
      attach.setString(1, presentCopy.toString());
      attach.execute();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Makes the copy what is to be there.
   *
   * @param isRevived whether what ended since lives again
   */
  public Restored merge(boolean isRevived, Instant now) {
    try (Connection connection =
        present == Present.READABLE ? both() : SqliteFile.connect(copy, new SQLiteConfig())) {
      connection.setAutoCommit(false);
      Merge merge = new Merge(connection, notes.takenAt(), now);
      Restored result = present == Present.READABLE ? merge.with(isRevived) : merge.alone(present);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw SqliteFailures.explain(copy, e);
    }
  }

  /**
   * Puts the copy in the place of the database.
   *
   * @param aside a folder to make for what was there; nothing is made where nothing was
   */
  public void replace(Path aside) throws IOException {
    SqliteFile.check(copy);
    BackupFile.sync(copy);
    MappedChangeWord word = new MappedChangeWord(Path.of(database + "-changes"));
    long entered = word.enter();
    for (String name : List.of("", "-wal", "-shm")) {
      putAside(Path.of(database + name), aside);
    }
    Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    PrivateFiles.syncFolder(database);
    word.leave(entered);
  }

  /** A log that stayed would be taken for the new file's own. */
  private void putAside(Path file, Path aside) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      Files.deleteIfExists(file);
      return;
    }
    PrivateFiles.makeFolder(aside);
    Path kept = aside.resolve(file.getFileName());
    try {
      // There is a database under its name at every moment.
      Files.createLink(kept, file);
    } catch (UnsupportedOperationException e) {
      Files.copy(file, kept, StandardCopyOption.COPY_ATTRIBUTES);
      BackupFile.sync(kept);
    }
    if (!file.equals(database)) {
      Files.delete(file);
    }
    PrivateFiles.syncFolder(kept);
  }
}
