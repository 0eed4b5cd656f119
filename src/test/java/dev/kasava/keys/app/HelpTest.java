package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program tells of itself. */
final class HelpTest {
  private static CommandRun run(Path folder, String line) {
    return CommandRun.of(folder, "", List.of(line.split(" ")));
  }

  @Test
  void helpIsThatOfTheCommandHoweverDeepItLies(@TempDir Path folder) {
    for (String command : List.of("keys create", "keys", "members add", "mcp")) {
      CommandRun help = run(folder, "help " + command);
      assertThat(help.exitCode()).isZero();
      assertThat(help.out())
          .contains("Usage: kasava " + command)
          .isEqualTo(run(folder, command + " --help").out());
    }
    assertThat(run(folder, "help").out()).isEqualTo(run(folder, "--help").out());
  }

  @Test
  void whatIsNoCommandIsSaid(@TempDir Path folder) {
    CommandRun help = run(folder, "help keys burn");
    assertThat(help.exitCode()).isEqualTo(2);
    assertThat(help.err()).contains("no such command", "kasava keys --help");
  }
}
