package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** MCP over standard input and output, on a data folder: as its operator, and with a key. */
final class StdioServiceTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}
      """;

  @TempDir private Path folder;
  private Issue.Claimed key;
  private Issue.Claimed narrow;

  @BeforeEach
  void make() {
    try (TestInstallation installation = TestInstallation.in(folder)) {
      key = installation.firstKey();
      narrow = installation.create("Narrow", null, "deploy");
    }
  }

  private static CommandRun run(Path home, String secret, String input, String... line) {
    return CommandRun.in(
        Map.of("KASAVA_HOME", home.toString(), "HOME", home.toString(), "KASAVA_API_KEY", secret),
        input,
        line);
  }

  private static String call(int id, String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":{}}}\n";
  }

  private static List<JsonNode> answers(CommandRun run) {
    return run.out().lines().map(line -> new Json().mapper().readTree(line)).toList();
  }

  private static JsonNode answer(CommandRun run, int id) {
    return answers(run).stream()
        .filter(answer -> answer.path("id").intValue(0) == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theOperatorActsForTheOwner() {
    CommandRun run =
        run(
            folder,
            "",
            INITIALIZE + call(2, "whoami") + call(3, "list_api_keys"),
            "mcp",
            "--local");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err()).contains("on the data folder " + folder + ", as its operator.");
    assertThat(answer(run, 1).path("result").path("serverInfo").path("name").stringValue())
        .isEqualTo("kasava-keys");
    JsonNode me = answer(run, 2).path("result").path("structuredContent");
    assertThat(me.path("key").isNull()).isTrue();
    assertThat(me.path("dataFolder").stringValue()).isEqualTo(folder.toString());
    assertThat(answer(run, 3).path("result").path("structuredContent").path("keys")).hasSize(2);
    FolderUse.alone(new DataFolder(folder)).close();
  }

  @Test
  void aKeyActsForItselfAndIsCounted() {
    CommandRun run =
        run(
            folder,
            narrow.secret().reveal(),
            INITIALIZE + call(2, "whoami") + call(3, "list_api_keys"),
            "mcp");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err()).contains("on the data folder " + folder + ".").doesNotContain("operator");
    assertThat(
            answer(run, 2)
                .path("result")
                .path("structuredContent")
                .path("key")
                .path("name")
                .stringValue())
        .isEqualTo("Narrow");
    assertThat(answer(run, 3).path("result").path("isError").booleanValue()).isTrue();
    try (Installation installation = open(folder)) {
      var usage =
          TestInstallation.done(
              installation
                  .verbs()
                  .usage()
                  .read(
                      LocalBackend.operator(installation, Door.CLI),
                      narrow.key().key().id(),
                      null));
      // The handshake and a tool; what it may not do counts apart.
      assertThat(usage.lastUsedAt()).isNotNull();
      assertThat(usage.total()).isEqualTo(2);
      assertThat(usage.rejected()).isEqualTo(1);
    }
  }

  @Test
  void aKeyThatIsNotGoodIsToldToTheClient() {
    String dead = key.secret().reveal();
    try (TestInstallation other = TestInstallation.in(folder.resolve("other"))) {
      assertThat(other.firstKey().secret().reveal()).isNotEqualTo(dead);
    }

    CommandRun run = run(folder.resolve("other"), dead, INITIALIZE + call(2, "whoami"), "mcp");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(answers(run).getFirst().path("error").path("message").stringValue())
        .contains("not known");
  }

  private static Installation open(Path folder) {
    return Installation.open(new DataFolder(folder), Map.of(), InstantSource.system());
  }

  @Test
  void aRefusalIsCountedForTheKeyThatExpired() {
    Path past = folder.resolve("past");
    Instant then = Instant.parse("2026-01-01T10:00:00Z");
    Issue.Claimed expired;
    try (TestInstallation installation = TestInstallation.in(past, () -> then)) {
      expired = installation.create("Over", then.plusSeconds(3_600));
    }

    CommandRun run = run(past, expired.secret().reveal(), INITIALIZE, "mcp");

    assertThat(answer(run, 1).path("error").path("message").stringValue()).contains("expired");
    try (Installation installation = open(past)) {
      Caller operator = LocalBackend.operator(installation, Door.CLI);
      KeyId id = expired.key().key().id();
      var usage = TestInstallation.done(installation.verbs().usage().read(operator, id, null));
      assertThat(usage.rejected()).isEqualTo(1);
      assertThat(usage.total()).isZero();
    }
  }

  /** So that the page tells whoever rotates a key which tools have not taken the new one. */
  @Test
  void theOldOfTwoSecretsIsSeenInUse() {
    KeyId id = narrow.key().key().id();
    try (Installation installation = open(folder)) {
      RegenerateKey.Request later = new RegenerateKey.Request(600, true, null, false, false);
      Caller operator = LocalBackend.operator(installation, Door.CLI);
      TestInstallation.done(installation.verbs().regenerate().regenerate(operator, id, later));
    }

    assertThat(run(folder, narrow.secret().reveal(), INITIALIZE, "mcp").exitCode()).isZero();

    try (Installation installation = open(folder)) {
      List<LiveSecret> secrets =
          installation.keys().read(reader -> reader.liveSecrets(id, Instant.now()));
      assertThat(secrets)
          .filteredOn(secret -> secret.lastUsedAt() != null)
          .singleElement()
          .matches(secret -> secret.until() != null);
    }
  }

  @Test
  void aFolderWithoutAnOwnerIsToldOfAndLeft() {
    Path fresh = folder.resolve("fresh");
    Installation.initialise(new DataFolder(fresh), Choices.USUAL, Map.of(), InstantSource.system())
        .close();

    CommandRun run = run(fresh, "", INITIALIZE + call(2, "whoami"), "mcp", "--local");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).contains("has no owner yet");
    assertThat(answer(run, 2).path("error").path("message").stringValue())
        .contains("has no owner yet");
    FolderUse.alone(new DataFolder(fresh)).close();
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    for (String[] line : new String[][] {{"mcp", "--local"}, {"mcp"}}) {
      CommandRun run = run(folder.resolve("none"), key.secret().reveal(), INITIALIZE, line);
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.err()).contains("There is no Kasava Keys data in");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aFolderThatCannotBeOpenedIsToldToTheClientAndThePerson() throws Exception {
    Files.delete(folder.resolve("pepper"));

    CommandRun run = run(folder, "", INITIALIZE + call(2, "whoami"), "mcp", "--local");

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("pepper");
    assertThat(answer(run, 2).path("error").path("message").stringValue()).contains("pepper");
    FolderUse.alone(new DataFolder(folder)).close();
  }
}
