package dev.kasava.keys.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Restores a backup again and again, and says a line each time. */
final class RestoringWorker {
  private RestoringWorker() {}

  @SuppressWarnings("SystemOut") // speaks with its parent
  public static void main(String[] args) {
    FolderBackups backups =
        new FolderBackups(new DataFolder(Path.of(args[0])), Map.of(), InstantSource.system());
    while (true) {
      backups.restore(Path.of(args[1]), false, false);
      System.out.println("RESTORED");
      System.out.flush();
    }
  }
}
