package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Door;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
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

  private int run(Path home, String secret, String input, String... line) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KASAVA_HOME", home.toString());
    environment.put("HOME", home.toString());
    environment.put("KASAVA_API_KEY", secret);
    return Main.run(
        line,
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            prompt -> Optional.empty(),
            prompt -> Optional.empty()),
        environment);
  }

  private static String call(int id, String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":{}}}\n";
  }

  private List<JsonNode> answers() {
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> new Json().mapper().readTree(line))
        .toList();
  }

  private JsonNode answer(int id) {
    return answers().stream()
        .filter(answer -> answer.path("id").intValue(0) == id)
        .findFirst()
        .orElseThrow();
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theOperatorActsForTheOwner() {
    int code =
        run(
            folder,
            "",
            INITIALIZE + call(2, "whoami") + call(3, "list_api_keys"),
            "mcp",
            "--local");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(said()).contains("on the data folder " + folder + ", as its operator.");
    assertThat(answer(1).path("result").path("serverInfo").path("name").stringValue())
        .isEqualTo("kasava-keys");
    JsonNode me = answer(2).path("result").path("structuredContent");
    assertThat(me.path("key").isNull()).isTrue();
    assertThat(me.path("dataFolder").stringValue()).isEqualTo(folder.toString());
    assertThat(answer(3).path("result").path("structuredContent").path("keys")).hasSize(2);
    FolderUse.alone(new DataFolder(folder)).close();
  }

  @Test
  void aKeyActsForItselfAndIsCounted() {
    int code =
        run(
            folder,
            narrow.secret().reveal(),
            INITIALIZE + call(2, "whoami") + call(3, "list_api_keys"),
            "mcp");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(said()).contains("on the data folder " + folder + ".").doesNotContain("operator");
    assertThat(
            answer(2)
                .path("result")
                .path("structuredContent")
                .path("key")
                .path("name")
                .stringValue())
        .isEqualTo("Narrow");
    assertThat(answer(3).path("result").path("isError").booleanValue()).isTrue();
    try (Installation installation =
        Installation.open(new DataFolder(folder), Map.of(), InstantSource.system())) {
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

    int code = run(folder.resolve("other"), dead, INITIALIZE + call(2, "whoami"), "mcp");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(answers().getFirst().path("error").path("message").stringValue())
        .contains("not known");
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    for (String[] line : new String[][] {{"mcp", "--local"}, {"mcp"}}) {
      assertThat(run(folder.resolve("none"), key.secret().reveal(), INITIALIZE, line))
          .isEqualTo(ExitCode.UNREACHABLE);
      assertThat(said()).contains("There is no Kasava Keys data in");
      err.reset();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aFolderThatCannotBeOpenedIsToldToTheClientAndThePerson() throws Exception {
    Files.delete(folder.resolve("pepper"));

    assertThat(run(folder, "", INITIALIZE + call(2, "whoami"), "mcp", "--local")).isNotZero();

    assertThat(said()).contains("pepper");
    FolderUse.alone(new DataFolder(folder)).close();
  }
}
