package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A shortcut is what the whole command line would have made of the same words, or none. */
final class ShortcutsTest {
  private final Context context =
      Contexts.keyless(
              Map.of(),
              (self, method, arguments) -> {
                throw new AssertionError("nothing runs here");
              })
          .get();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp",
        "mcp --local",
        "mcp --server http://127.0.0.1:1",
        "mcp --integration cursor --server http://127.0.0.1:1",
        "mcp --server not-a-url --local --integration UPPER",
        "headers",
        "headers --integration cursor",
        "headers --server http://127.0.0.1:1 --integration cursor",
        "hook",
        "serve",
        "serve --port 0",
        "serve --host ::1 --port 65535",
        "serve --port 99999"
      })
  void thePlainestFormsAreTakenAsTheWholeCommandLineTakesThem(String words) {
    String[] arguments = words.split(" ", -1);
    Callable<Integer> shortcut = Shortcuts.find(arguments, context).orElseThrow();
    assertThat(facts(shortcut)).isEqualTo(facts(parsed(arguments)));
  }

  private Object parsed(String[] arguments) {
    CommandLine.ParseResult whole = Program.commandLine(context).parseArgs(arguments);
    return Objects.requireNonNull(whole.subcommand()).commandSpec().userObject();
  }

  private static String facts(Object command) {
    return switch (command) {
      case McpCommand mcp -> "mcp " + mcp.local + facts(mcp.options);
      case HeadersCommand headers -> "headers" + facts(headers.options);
      case HookCommand hook -> "hook";
      case ServeCommand serve -> "serve " + serve.host + " " + serve.port;
      default -> throw new AssertionError(command.getClass());
    };
  }

  private static String facts(HolderOptions options) {
    return " " + options.server + " " + options.integration;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "--version",
        "mcp --help",
        "mcp -h",
        "mcp extra",
        "mcp --server",
        "mcp --server --local",
        "mcp --local --local",
        "mcp --server=http://127.0.0.1:1",
        "mcp --server a --server b",
        "mcp --integration",
        "mcp --integration a --integration b",
        "mcp --serv a",
        "headers --local",
        "headers --json",
        "hook --help",
        "hook more",
        "serve --help",
        "serve --port",
        "serve --port x",
        "serve --port -1",
        "serve --port 007",
        "serve --port 1 --port 2",
        "serve --host --port",
        "serve --port=1",
        "serve --allow-plain-http",
        "serve --database x"
      })
  void whateverElseIsLeftToTheWholeCommandLine(String words) {
    String[] arguments = words.isEmpty() ? new String[0] : words.split(" ", -1);
    assertThat(Shortcuts.find(arguments, context)).isEmpty();
  }
}
