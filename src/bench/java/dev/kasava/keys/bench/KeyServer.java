package dev.kasava.keys.bench;

import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.app.Installation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Kasava Keys as {@code kasava serve} serves it, but for the number of I/O threads. */
final class KeyServer {
  private KeyServer() {}

  /**
   * @param arguments the data folder, the port, and how many I/O threads
   */
  public static void main(String[] arguments) {
    Installation installation =
        Installation.open(new DataFolder(Path.of(arguments[0])), Map.of(), InstantSource.system());
    HttpService service =
        HttpService.start(
            installation,
            new HttpService.Options("127.0.0.1", Integer.parseInt(arguments[1]), null),
            Integer.parseInt(arguments[2]));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
                  installation.close();
                }));
  }
}
