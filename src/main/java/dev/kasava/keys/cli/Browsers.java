package dev.kasava.keys.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The browser of this desktop. */
final class Browsers {
  private static final int PATIENCE_SECONDS = 5;

  private Browsers() {}

  /** Opens a page; false when there is no browser, or none that could. */
  static boolean open(URI page, Map<String, String> environment) {
    String os = System.getProperty("os.name", "");
    List<String> command;
    if (os.startsWith("Mac")) {
      command = List.of("open", page.toString());
    } else if (os.startsWith("Windows")) {
      command = List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
    } else if (environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY")) {
      command = List.of("xdg-open", page.toString());
    } else {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Some stay for as long as the browser does.
      return !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
