package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyFormat;
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

  private int statusOf(Secret secret) {
    return server.call("GET", "/api/v1/me", secret, null).status();
  }

  private Secret kept(String integration) {
    String header = fed("", "headers", "--integration", integration).out();
    return KeyFormat.parseAny(header.replaceAll(".*Bearer (.*)\"}\\s*", "$1")).orElseThrow();
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

  @Test
  void aToolsKeyThatMayNotChangeKeysIsRotatedWithThePersonsOwn() {
    Secret old = server.installation().create("VS Code", null, "keys:read").secret();
    keep(old, "vscode");
    CommandRun alone = fed("", "rotate", "--integration", "vscode");
    assertThat(alone.exitCode()).isEqualTo(3);
    assertThat(alone.err()).contains("keys:write", "--local");
    assertThat(statusOf(old)).isEqualTo(200);

    keep(server.installation().firstKey().secret(), "cli");
    CommandRun rotated = fed("", "rotate", "--integration", "vscode");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.out()).contains("\"VS Code\" has a new secret");
    assertThat(statusOf(old)).isEqualTo(401);
    assertThat(statusOf(kept("vscode"))).isEqualTo(200);
    assertThat(statusOf(server.installation().firstKey().secret())).isEqualTo(200);
  }

  @Test
  void orByTheOperatorOfTheDataFolder() {
    Secret old = server.installation().create("VS Code", null, "keys:read").secret();
    keep(old, "vscode");
    CommandRun rotated =
        CommandRun.fed(folder, "", List.of("rotate", "--local", "--integration", "vscode"));
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(statusOf(old)).isEqualTo(401);
    assertThat(statusOf(kept("vscode"))).isEqualTo(200);
  }

  @Test
  void onesOwnKeyThatMayNotChangeKeysHasNobodyToHelpIt() {
    keep(server.installation().create("Mine", null, "keys:read").secret(), "cli");
    CommandRun rotated = fed("", "rotate");
    assertThat(rotated.exitCode()).isEqualTo(3);
    assertThat(rotated.err()).contains("keys:write");
  }
}
