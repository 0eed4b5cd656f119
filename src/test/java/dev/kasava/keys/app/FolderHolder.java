package dev.kasava.keys.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Has a data folder open until its input ends. */
final class FolderHolder {
  private FolderHolder() {}

  @SuppressWarnings("SystemOut") // speaks with its parent
  public static void main(String[] args) throws IOException {
    try (Installation installation =
        Installation.open(new DataFolder(Path.of(args[0])), Map.of(), InstantSource.system())) {
      System.out.println("OPEN");
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
