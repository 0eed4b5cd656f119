package dev.kasava.keys.app;

import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which one installation keeps everything: its database, pepper and settings. Nobody
 * but its user can read it.
 */
public final class DataFolder {
  static final String PEPPER = "pepper";
  static final String KEY_PREFIX = "key-prefix";
  static final String PUBLIC_URL = "public-url";

  private final Path path;

  public DataFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** {@code KASAVA_HOME}, else the place where this operating system keeps programs' data. */
  public static DataFolder ofEnvironment(Map<String, String> environment) {
    return new DataFolder(
        Environment.value(environment, "KASAVA_HOME")
            .map(Path::of)
            .orElseGet(() -> usualPlace(environment)));
  }

  private static Path usualPlace(Map<String, String> environment) {
    String os = System.getProperty("os.name", "");
    Path home = Environment.home(environment);
    if (os.startsWith("Windows")) {
      String local = environment.get("LOCALAPPDATA");
      return (local == null ? home : Path.of(local)).resolve("Kasava Keys");
    }
    if (os.startsWith("Mac")) {
      return home.resolve("Library/Application Support/Kasava Keys");
    }
    return Environment.value(environment, "XDG_DATA_HOME")
        .map(Path::of)
        .orElse(home.resolve(".local/share"))
        .resolve("kasava-keys");
  }

  public Path path() {
    return path;
  }

  Path database() {
    return path.resolve("kasava.db");
  }

  Path pepper() {
    return path.resolve(PEPPER);
  }

  /** The folder of what was counted and is not in the database yet. */
  Path usage() {
    return path.resolve("usage");
  }

  Path keyPrefix() {
    return path.resolve(KEY_PREFIX);
  }

  /** What tells others that the folder is in use. */
  Path use() {
    return path.resolve("in-use.lock");
  }

  private Path publicUrl() {
    return path.resolve(PUBLIC_URL);
  }

  /** Where the first key is put when there is no terminal to show it on. */
  public Path firstKey() {
    return path.resolve("first-key");
  }

  Path databaseUrl() {
    return path.resolve("database-url");
  }

  /** What was moved to which database server, if it was. */
  Path moved() {
    return path.resolve("moved-to");
  }

  Optional<String> readMoved() {
    return read(moved());
  }

  boolean isInitialised() {
    return hasDatabaseFile() || Files.exists(databaseUrl());
  }

  boolean hasDatabaseFile() {
    return Files.exists(database());
  }

  /** The database server's URL, with its password; empty where the database is a file here. */
  Optional<String> readDatabaseUrl() {
    return read(databaseUrl()).map(String::strip);
  }

  void keepDatabaseUrl(String url) {
    replace(databaseUrl(), url + "\n");
  }

  /**
   * Makes the folder, which only its user can read.
   *
   * @throws DataFolderException when it cannot be written
   */
  void make() {
    try {
      Files.createDirectories(path, PrivateFiles.attributes(PrivateFiles.FOLDER));
    } catch (FileAlreadyExistsException e) {
      throw notOurs();
    } catch (IOException e) {
      throw cannotMake();
    }
  }

  /**
   * Makes an empty database file that only its user can read, unless there is one. Everything else
   * that an installation needs has to be there already: whoever sees the file opens the folder.
   *
   * @throws DataFolderException when it cannot be written
   */
  void makeDatabase() {
    try {
      Files.createFile(database(), PrivateFiles.attributes(PrivateFiles.FILE));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(database())) {
        throw notOurs();
      }
    } catch (IOException e) {
      throw cannotMake();
    }
  }

  private DataFolderException notOurs() {
    return new DataFolderException(
        "The data folder "
            + path
            + " is not a folder of Kasava Keys. Choose another with KASAVA_HOME.");
  }

  private DataFolderException cannotMake() {
    return new DataFolderException(
        "The data folder "
            + path
            + " cannot be written. Check its owner and mode, or choose another with"
            + " KASAVA_HOME.");
  }

  Optional<String> readPepper() {
    return read(pepper());
  }

  /** Keeps the pepper unless there is one already; of several processes at once, one wins. */
  void keepPepper(String text) {
    keepFirst(pepper(), text);
  }

  Optional<String> readKeyPrefix() {
    return read(keyPrefix()).map(String::strip);
  }

  void keepKeyPrefix(String prefix) {
    keepFirst(keyPrefix(), prefix + "\n");
  }

  /** Where the server of this folder is reached, if it was ever started. */
  Optional<String> readPublicUrl() {
    return read(publicUrl()).map(String::strip);
  }

  void writePublicUrl(String url) {
    replace(publicUrl(), url + "\n");
  }

  /** How far the database server was when this was written last; 0 when it never was. */
  long readChangesSeen() {
    try {
      return read(changesSeen()).map(String::strip).map(Long::parseLong).orElse(0L);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  void writeChangesSeen(long sequence) {
    replace(changesSeen(), sequence + "\n");
  }

  private Path changesSeen() {
    return path.resolve("changes-seen");
  }

  /** Writes a file that only the user can read, in place of any before it. */
  public void replace(Path file, String text) {
    try {
      PrivateFiles.replace(file, text);
    } catch (IOException e) {
      throw cannotWrite(file);
    }
  }

  private void keepFirst(Path file, String text) {
    try {
      Path whole = PrivateFiles.writeBeside(file, text);
      try {
        // Unlike a move, a link never replaces what another process put there first.
        Files.createLink(file, whole);
      } catch (FileAlreadyExistsException e) {
        // Another process was first; its text counts.
      } finally {
        Files.deleteIfExists(whole);
      }
      PrivateFiles.syncFolder(file);
    } catch (IOException e) {
      throw cannotWrite(file);
    }
  }

  private Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new DataFolderException(
          "The file " + file + " cannot be read. Check its owner and mode.");
    }
  }

  private static DataFolderException cannotWrite(Path file) {
    return new DataFolderException(
        "The file "
            + file
            + " cannot be written. Check the owner and mode of its folder, and that"
            + " the disk has room.");
  }
}
