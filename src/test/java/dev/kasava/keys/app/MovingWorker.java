package dev.kasava.keys.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Moves a data folder's keys to a database server, and says a line at each step. */
final class MovingWorker {
  private MovingWorker() {}

  @SuppressWarnings("SystemOut") // speaks with its parent
  public static void main(String[] args) {
    new FolderMoves(Map.of(), InstantSource.system())
        .toServer(
            Path.of(args[0]),
            args[1],
            (step, table, done, total) -> {
              System.out.println(step + " " + table + " " + done);
              System.out.flush();
            });
    System.out.println("DONE");
  }
}
