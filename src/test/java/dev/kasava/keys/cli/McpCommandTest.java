package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which way "kasava mcp" goes. */
final class McpCommandTest {
  private String asked = "";

  private McpCommand command(Map<String, String> environment) {
    return new McpCommand(
        Contexts.keyless(
                environment,
                (self, method, arguments) -> {
                  if (method.getName().equals("notedServer")) {
                    return Optional.empty();
                  }
                  asked = method.getName() + " " + Arrays.toString(arguments);
                  return 7;
                })
            .get());
  }

  @Test
  void theOperatorNeedsNoKey() {
    McpCommand command = command(Map.of());
    command.local = true;

    assertThat(command.call()).isEqualTo(7);
    assertThat(asked).isEqualTo("mcp [null]");
  }

  @Test
  void aServerIsBridgedTo() {
    McpCommand command = command(Map.of());
    command.options.server = "https://keys.example.com";

    assertThat(command.call()).isEqualTo(7);
    assertThat(asked).isEqualTo("bridge [https://keys.example.com, cli]");
  }

  @Test
  void theVariableNamesAServerToo() {
    assertThat(command(Map.of("KASAVA_URL", "https://keys.example.com")).call()).isEqualTo(7);
    assertThat(asked).startsWith("bridge [" + URI.create("https://keys.example.com"));
  }

  @Test
  void whatContradictsItselfIsRefused() {
    McpCommand command = command(Map.of());
    command.local = true;
    command.options.server = "https://keys.example.com";

    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(command::call)
        .withMessageContaining("--local");
    assertThat(asked).isEmpty();
  }
}
