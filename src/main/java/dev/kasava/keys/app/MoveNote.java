package dev.kasava.keys.app;

import dev.kasava.keys.key.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * A note in a data folder that its keys were moved to a database server: which one, and what the
 * file was then, so that nobody goes on with keys as they were before somebody changed them here.
 */
final class MoveNote {
  private MoveNote() {}

  /** While nobody has the file open, so that all of it is in one file. */
  static void write(DataFolder folder, String url) {
    folder.replace(folder.moved(), digest(folder) + "\n" + url + "\n");
  }

  /**
   * @throws DataFolderException when the keys of its file live on a database server now, and the
   *     folder names none
   */
  static void mustNotTell(DataFolder folder) {
    if (folder.readMoved().isPresent() && folder.readDatabaseUrl().isEmpty()) {
      throw new DataFolderException(
          "The keys of "
              + folder.path()
              + " were moved to a database server, and may have been changed there since. Start the"
              + " server on it once: \"kasava serve\", with --database URL or KASAVA_DATABASE. From"
              + " then on the folder names it, and every command finds it. To go back to the keys"
              + " as they were before the move, delete the file "
              + folder.moved()
              + ".");
    }
  }

  /**
   * Whether a folder's file is still what was moved to that database.
   *
   * @throws DataFolderException when it was moved, and changed afterwards
   */
  static boolean tellsOf(DataFolder folder, String url) {
    List<String> lines = folder.readMoved().map(text -> text.lines().toList()).orElse(List.of());
    if (lines.size() != 2 || !lines.getLast().equals(url)) {
      return false;
    }
    if (!lines.getFirst().equals(digest(folder))) {
      throw new DataFolderException(
          "The keys in "
              + folder.path()
              + " were changed after they were moved. If nothing was changed in that database"
              + " since, empty it (drop it, and create it again), and run \"kasava migrate-store\""
              + " once more. If servers use it already, leave it: start this one with another data"
              + " folder that holds nothing but the file pepper.");
    }
    return true;
  }

  private static String digest(DataFolder folder) {
    try {
      Path log = Path.of(folder.database() + "-wal");
      if (Files.exists(log) && Files.size(log) > 0) {
        return "open";
      }
      MessageDigest sha256 = Sha256.begin();
      try (InputStream in =
          new DigestInputStream(Files.newInputStream(folder.database()), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (IOException e) {
      throw new DataFolderException(
          "The file " + folder.database() + " cannot be read. Check its owner and mode.");
    }
  }
}
