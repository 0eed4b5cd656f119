package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What AI clients run, and commands of which somebody forgot a half. */
final class ClientCommandsTest {
  private Path folder;
  private TestServer server;

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
    return CommandRun.fed(folder, input, List.of(line));
  }

  private String key() {
    return server.installation().firstKey().secret().reveal();
  }

  @Test
  void whatCannotBeConnectedIsSaid() {
    CommandRun unknown = fed("", "connect", "notepad", "--local");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no such client. Choose one of: ");
    CommandRun both = fed("", "connect", "cursor", "--local", "--server", server.url());
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("contradict each other");
  }

  @Test
  void aToolCallThatWouldLeakAKeyIsDenied() {
    String leaking =
        """
        {"hook_event_name": "PreToolUse", "tool_name": "Bash",
         "tool_input": {"command": "echo %s > .env"}}
        """
            .formatted(key());
    CommandRun denied = fed(leaking, "hook");
    assertThat(denied.exitCode()).isZero();
    assertThat(denied.json().path("hookSpecificOutput").path("permissionDecision").stringValue())
        .isEqualTo("deny");
    assertThat(denied.out()).contains("PreToolUse").doesNotContain(key());
    CommandRun harmless = fed(leaking.replace(key(), "hello"), "hook");
    assertThat(harmless.out() + harmless.err()).isEmpty();
    CommandRun malformed = fed("{not json", "hook");
    assertThat(malformed.exitCode()).isZero();
    assertThat(malformed.out()).isEmpty();
    assertThat(malformed.err()).contains("was not understood, and so not checked");
  }

  private CommandRun adopt(String offered) {
    return CommandRun.of(
        folder,
        "",
        List.of("adopt", "--server", server.url()),
        "CLAUDE_PLUGIN_OPTION_API_KEY",
        offered);
  }

  @Test
  void nothingIsAdoptedWhereNothingIsOffered() {
    CommandRun nothing = fed("", "adopt", "--server", server.url());
    assertThat(nothing.exitCode()).isZero();
    assertThat(nothing.out()).isEmpty();
    CommandRun unproved = adopt("ksa_not_a_key");
    assertThat(unproved.exitCode()).isZero();
    assertThat(unproved.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "members", "owners", "pepper"})
  void aGroupByItselfTellsItsVerbs(String group) {
    CommandRun run = fed("", group);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out() + run.err()).contains("Usage: kasava " + group, "Commands:");
  }

  @Test
  void whereToMoveToIsAsked() {
    CommandRun nowhere = fed("", "migrate-store");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("Where to? Name an empty database");
    CommandRun url = fed("", "migrate-store", "--from", "jdbc:postgresql://h/k", "--to", "x");
    assertThat(url.exitCode()).isEqualTo(2);
    assertThat(url.err()).contains("--from takes a data folder");
  }

  @Test
  void thePageNeedsAServer() {
    CommandRun open = CommandRun.fed(folder.resolve("elsewhere"), "", List.of("open", "--print"));
    assertThat(open.exitCode()).isEqualTo(4);
    assertThat(open.err()).contains("No server is known on this machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cursor", "-cursor", "1cursor", "cur_sor", ""})
  void anIntegrationIsNamedSoThatEveryKeychainTakesIt(String name) {
    CommandRun run = fed("", "status", "--server", server.url(), "--integration", name);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("An integration is named with small letters");
  }

  @Test
  void anIntegrationMayHaveDigitsAndHyphens() {
    for (String name : List.of("a", "z-9", "a0", "x".repeat(40))) {
      assertThat(fed("", "status", "--server", server.url(), "--integration", name).exitCode())
          .isEqualTo(3);
    }
    assertThat(
            fed("", "status", "--server", server.url(), "--integration", "x".repeat(41)).exitCode())
        .isEqualTo(2);
  }
}
