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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a command left that was run in this process; unless said otherwise nobody sits there. */
record CommandRun(int exitCode, String out, String err) {
  /**
   * @param folder the data folder, and the home
   */
  static CommandRun of(Path folder, String key, List<String> line) {
    return of(folder, key, line, "KASAVA_LOG", "text");
  }

  /** Likewise, with another variable in its environment. */
  static CommandRun of(Path folder, String key, List<String> line, String variable, String value) {
    return of(folder, key, line, variable, value, InputStream.nullInputStream(), null);
  }

  /** Likewise, with this on its standard input. */
  static CommandRun fed(Path folder, String input, List<String> line) {
    return of(
        folder,
        "",
        line,
        "KASAVA_LOG",
        "text",
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        null);
  }

  /**
   * Likewise, where somebody sits at the terminal.
   *
   * @param answer what they type when they are asked this
   */
  static CommandRun answering(
      Path folder, String key, List<String> line, Function<String, Optional<String>> answer) {
    return of(folder, key, line, "KASAVA_LOG", "text", InputStream.nullInputStream(), answer);
  }

  /** Likewise, with this environment and no other. */
  static CommandRun in(Map<String, String> environment, String input, String... line) {
    return of(
        environment,
        List.of(line),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        null);
  }

  /**
   * @param answer null where nobody is there
   */
  private static CommandRun of(
      Path folder,
      String key,
      List<String> line,
      String variable,
      String value,
      InputStream input,
      @Nullable Function<String, Optional<String>> answer) {
    return of(
        Map.of(
            "KASAVA_HOME",
            folder.toString(),
            "HOME",
            folder.toString(),
            "KASAVA_API_KEY",
            key,
            variable,
            value),
        line,
        input,
        answer);
  }

  private static CommandRun of(
      Map<String, String> environment,
      List<String> line,
      InputStream input,
      @Nullable Function<String, Optional<String>> answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            line.toArray(new String[0]),
            new Terminal(
                input,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                answer != null,
                answer == null ? prompt -> Optional.empty() : answer,
                prompt -> Optional.empty()),
            environment);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return new Json().mapper().readTree(out);
  }
}
