package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with the keys that are kept here, and without one. */
final class KeptKeyCommandsTest {
  private static final String CONVERSATION =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"cursor","version":"1"}}}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private TestServer server;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path empty) {
    folder = empty;
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun fed(String input, String... line) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(List.of("--server", server.url()));
    return CommandRun.fed(folder, input, all);
  }

  private void keep(Secret secret, String integration) {
    CommandRun login =
        fed(
            secret.reveal(),
            "login",
            "--key-stdin",
            "--insecure-storage",
            "--integration",
            integration);
    assertThat(login.exitCode()).as(login.err()).isZero();
  }

  /** There is no keychain where no session is, as in this environment, or it holds none. */
  @ParameterizedTest
  @ValueSource(strings = {"keys list", "status", "headers", "open", "members list"})
  void withoutAKeyTheVariablesAreNamed(String command) {
    isNamed(fed("", command.split(" ")));
    keep(server.installation().firstKey().secret(), "other");
    isNamed(fed("", command.split(" ")));
  }

  private static void isNamed(CommandRun run) {
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "put a key into KASAVA_API_KEY, or name a file that holds it with KASAVA_API_KEY_FILE");
  }

  @Test
  void theBridgeNamesThemToo() {
    assertThat(fed(CONVERSATION, "mcp").out())
        .contains("put a key into KASAVA_API_KEY", "KASAVA_API_KEY_FILE");
    keep(server.installation().firstKey().secret(), "other");
    assertThat(fed(CONVERSATION, "mcp").out())
        .contains("put a key into KASAVA_API_KEY", "KASAVA_API_KEY_FILE", "or run: kasava login");
  }
}
