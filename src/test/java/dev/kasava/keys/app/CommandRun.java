package dev.kasava.keys.app;

import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a command left that was run in this process, where nobody sits at the terminal. */
record CommandRun(int exitCode, String out, String err) {
  /**
   * @param folder the data folder, and the home
   */
  static CommandRun of(Path folder, String key, List<String> line) {
    return of(folder, key, line, "KASAVA_LOG", "text");
  }

  /** Likewise, with another variable in its environment. */
  static CommandRun of(Path folder, String key, List<String> line, String variable, String value) {
    return of(folder, key, line, variable, value, InputStream.nullInputStream());
  }

  /** Likewise, with this on its standard input. */
  static CommandRun fed(Path folder, String input, List<String> line) {
    return of(
        folder,
        "",
        line,
        "KASAVA_LOG",
        "text",
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
  }

  private static CommandRun of(
      Path folder,
      String key,
      List<String> line,
      String variable,
      String value,
      InputStream input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            line.toArray(new String[0]),
            new Terminal(
                input,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                prompt -> Optional.empty(),
                prompt -> Optional.empty()),
            Map.of(
                "KASAVA_HOME",
                folder.toString(),
                "HOME",
                folder.toString(),
                "KASAVA_API_KEY",
                key,
                variable,
                value));
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return new Json().mapper().readTree(out);
  }
}
