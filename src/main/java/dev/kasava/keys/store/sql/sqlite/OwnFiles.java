package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Files beside the database, which only its user can read. */
final class OwnFiles {
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private OwnFiles() {}

  /** Opens a file for reading and writing, and makes it when it is not there. */
  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, OPTIONS, PrivateFiles.attributes(PrivateFiles.FILE));
  }
}
