package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/**
 * A copy of a whole installation in one file: an SQLite database as the server has it, with a table
 * {@code backup} that holds what lay beside it in the data folder.
 */
public final class BackupFile {
  private static final String TAKEN_AT = "taken_at";
  private static final String PART = "file:";

  private BackupFile() {}

  /** What a backup says of itself. */
  public static final class Notes {
    private final Instant takenAt;
    private final Map<String, String> parts;

    /**
     * @param takenAt everything that was acknowledged by then is in it
     * @param parts the texts of files of the data folder, by their names; may hold the pepper
     */
    public Notes(Instant takenAt, Map<String, String> parts) {
      this.takenAt = takenAt;
      this.parts = Map.copyOf(parts);
    }

    public Instant takenAt() {
      return takenAt;
    }

    public Map<String, String> parts() {
      return parts;
    }

    @Override
    public String toString() {
      return "Notes[" + takenAt + ", " + parts.keySet() + "]";
    }
  }

  /**
   * Writes a backup of a database that may be in use. The file is there whole, or not at all, and
   * only its user can read it.
   *
   * @param mayReplace whether a file of that name may be replaced
   * @throws FileAlreadyExistsException when it may not
   * @throws StoreException when the database cannot be read, or is damaged
   */
  public static void write(Path database, Notes notes, Path file, boolean mayReplace)
      throws IOException {
    if (!mayReplace && Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      SqliteFile.copy(database, draft);
      note(draft, notes);
      SqliteFile.check(draft);
      sync(draft);
      name(draft, file, mayReplace);
    } finally {
      Files.deleteIfExists(draft);
      Files.deleteIfExists(Path.of(draft + "-journal"));
    }
    PrivateFiles.syncFolder(file);
  }

  private static void name(Path draft, Path file, boolean mayReplace) throws IOException {
    if (!mayReplace) {
      try {
        // Unlike a move, a link never replaces what somebody else put there meanwhile.
        Files.createLink(file, draft);
        return;
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void note(Path copy, Notes notes) {
    try (Connection connection = SqliteFile.connect(copy, new SQLiteConfig());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table backup (name text primary key, value text not null) strict");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into backup (name, value) values (?, ?)")) {
        add(insert, TAKEN_AT, notes.takenAt().toString());
        for (Map.Entry<String, String> part : notes.parts().entrySet()) {
          add(insert, PART + part.getKey(), part.getValue());
        }
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqliteFailures.explain(copy, e);
    }
  }

  private static void add(PreparedStatement insert, String name, String value) throws SQLException {
    insert.setString(1, name);
    insert.setString(2, value);
    insert.execute();
  }

  /**
   * Copies a backup to where it can be worked on, as a database without the notes, once it was seen
   * to be whole and of a release that this one understands.
   *
   * @throws StoreException with a sentence that says what to do when it is no good backup
   */
  static Notes unpack(Path file, Path copy) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(Files.createFile(copy, PrivateFiles.attributes(PrivateFiles.FILE)))) {
      Files.copy(file, out);
    }
    try (Connection connection = SqliteFile.connect(copy, new SQLiteConfig());
        Statement statement = connection.createStatement()) {
      Notes notes = read(statement, file);
      String problem = SqliteFile.problem(statement);
      if (!problem.isEmpty()) {
        throw new StoreException(
            "The backup " + file + " is damaged (" + problem + "). Take another one.");
      }
      statement.execute("pragma secure_delete = on");
      statement.execute("drop table backup");
      return notes;
    } catch (SQLException e) {
      if (SqliteFailures.isDamage(e)) {
        throw new StoreException(
            "The file " + file + " is damaged, or no backup of Kasava Keys. Take another one.", e);
      }
      throw SqliteFailures.explain(copy, e);
    }
  }

  private static Notes read(Statement statement, Path file) throws SQLException {
    int schema = SqliteFile.number(statement, "pragma user_version");
    if (schema > SqliteSchema.VERSION) {
      throw SqliteSchema.newer("The backup " + file + " was made", schema);
    }
    // A backup has no code of its own in it that would run when rows are changed.
    if (SqliteFile.number(
            statement,
            "select sum(name = 'backup' and type = 'table')"
                + " * (sum(type in ('trigger', 'view')) = 0) from sqlite_master")
        == 0) {
      throw new StoreException(
          "The file " + file + " was not made by \"kasava backup\". Name one that was.");
    }
    Map<String, String> all = new HashMap<>();
    try (ResultSet rows = statement.executeQuery("select name, value from backup")) {
      while (rows.next()) {
        all.put(rows.getString(1), rows.getString(2));
      }
    }
    Instant takenAt = Instant.parse(String.valueOf(all.remove(TAKEN_AT)));
    Map<String, String> parts = new HashMap<>();
    all.forEach((name, value) -> parts.put(name.substring(PART.length()), value));
    return new Notes(takenAt, parts);
  }
}
