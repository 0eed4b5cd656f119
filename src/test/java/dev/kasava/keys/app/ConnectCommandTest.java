package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Connecting clients by their files, with a bridge that is really started. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the places of clients here are those of Linux")
final class ConnectCommandTest {
  private static final String LAUNCHER = "kasava.launcher";

  @TempDir private Path home;
  private TestServer server;
  private Path program;

  @BeforeEach
  void start(@TempDir Path tools) throws IOException {
    server = TestServer.in(home);
    program = JavaProcess.program(tools.resolve("kasava"), Main.class);
    System.setProperty(LAUNCHER, program.toString());
  }

  @AfterEach
  void stop() {
    System.clearProperty(LAUNCHER);
    server.close();
  }

  private CommandRun run(String key, String... line) {
    return CommandRun.of(
        home, key, List.of(line), "KASAVA_CONFIG_HOME", home.resolve("settings").toString());
  }

  private CommandRun connect(String client, String... more) {
    List<String> line = new ArrayList<>(List.of("connect", client, "--local"));
    line.add("--insecure-storage");
    line.addAll(List.of(more));
    return run("", line.toArray(new String[0]));
  }

  private static CommandRun good(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private List<String> names() {
    return TestInstallation.done(
            server
                .installation()
                .get()
                .verbs()
                .list()
                .list(server.installation().firstCaller(), new ListKeys.Request("", null, 100)))
        .keys()
        .stream()
        .map((KeySummary summary) -> summary.key().name().text())
        .toList();
  }

  private JsonNode entry(String file, String section) throws IOException {
    return new Json()
        .mapper()
        .readTree(Files.readString(home.resolve(file)))
        .path(section)
        .path("kasava");
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, Cursor, .cursor/mcp.json, mcpServers, settings",
    "claude-desktop, Claude Desktop, .config/Claude/claude_desktop_config.json, mcpServers, Quit",
    "vscode, VS Code, .config/Code/User/mcp.json, servers, MCP: List Servers",
    "gemini, Gemini CLI, .gemini/settings.json, mcpServers, gemini mcp list",
    "opencode, opencode, .config/opencode/opencode.json, mcp, opencode mcp list",
    "windsurf, Windsurf, .codeium/windsurf/mcp_config.json, mcpServers, refresh"
  })
  void aClientIsConnectedAndNotAnyMore(
      String client, String title, String file, String section, String next) throws IOException {
    CommandRun connected = good(connect(client));

    assertThat(connected.out())
        .contains("Made the key \"" + title + "\" (ksa_****")
        .contains("keys:read); it is in ")
        .contains("Configured " + home.resolve(file) + ".\n")
        .contains(title + " reaches the server: a tool call was answered.")
        .contains(next);
    assertThat(connected.err()).contains("The key is not encrypted");
    assertThat(entry(file, section).toString())
        .contains(program.toString(), "\"--integration\",\"" + client + "\"", server.url())
        .contains("KASAVA_CONFIG_HOME");
    assertThat(names()).containsExactlyInAnyOrder("First key", title);

    CommandRun removed = good(connect(client, "--remove"));

    assertThat(removed.out())
        .contains(title + " is not connected any more.")
        .contains("Its key \"" + title + "\" is deleted.");
    assertThat(home.resolve(file)).doesNotExist();
    assertThat(names()).containsExactly("First key");
    assertThat(good(connect(client, "--remove")).out()).contains(title + " was not connected.");
  }

  @Test
  void codexHasAFileOfItsOwnKind() throws IOException {
    good(connect("codex"));

    assertThat(Files.readString(home.resolve(".codex/config.toml")))
        .contains("[mcp_servers.kasava]", program.toString());
  }

  @Test
  void whatIsThereStaysAndIsKeptAsItWas() throws IOException {
    Path file = home.resolve(".cursor/mcp.json");
    Files.createDirectories(file.getParent());
    String before = "{\"mcpServers\": {\"other\": {\"command\": \"x\"}}}";
    Files.writeString(file, before);

    CommandRun connected = good(connect("cursor", "--json"));

    String backup = connected.json().path("backup").stringValue();
    assertThat(Path.of(backup)).content().isEqualTo(before);
    assertThat(connected.json().path("isNew").booleanValue()).isTrue();
    assertThat(Files.readString(file)).contains("\"other\"", "\"kasava\"");
    JsonNode removed = good(connect("cursor", "--remove", "--json")).json();
    assertThat(removed.path("wasConfigured").booleanValue()).isTrue();
    assertThat(removed.path("deleted").stringValue()).isEqualTo("Cursor");
    assertThat(Files.readString(file)).contains("\"other\"").doesNotContain("kasava");
  }

  @Test
  void connectingAgainKeepsAGoodKeyAndReplacesADeadOne() {
    good(connect("cursor"));
    assertThat(good(connect("cursor")).out()).contains("Kept the key \"Cursor\"");
    assertThat(names()).containsExactlyInAnyOrder("First key", "Cursor");

    good(run("", "keys", "delete", "Cursor", "--local", "--yes"));
    CommandRun doctor = run("", "doctor");
    assertThat(doctor.out()).contains("Cursor: is configured, but its key is not good");
    assertThat(good(connect("cursor")).out()).contains("Made the key \"Cursor\"");
    assertThat(run("", "doctor").out()).contains("Cursor: is connected, with \"Cursor\"");
  }

  @Test
  void otherRightsMakeAnotherKeyInPlaceOfTheFirst() {
    good(connect("cursor"));

    CommandRun wider = good(connect("cursor", "--scopes", "keys:read,keys:write"));

    assertThat(wider.out()).contains("keys:read keys:write)");
    assertThat(names()).hasSize(2).contains("First key").doesNotContain("Cursor");
  }

  @Test
  void aNameThatIsTakenGetsTheMachinesToo() {
    server.installation().create("Cursor", null, "keys:read");

    assertThat(good(connect("cursor")).out()).containsPattern("Made the key \"Cursor on .+\"");
  }

  @Test
  void aKeyThatMakesKeysIsEnough() {
    CommandRun connected =
        run(
            server.installation().firstKey().secret().reveal(),
            "connect",
            "cursor",
            "--server",
            server.url(),
            "--insecure-storage");

    assertThat(good(connected).out()).contains("Made the key \"Cursor\"");
    CommandRun without =
        run("", "connect", "cursor", "--server", server.url(), "--remove", "--insecure-storage");
    assertThat(good(without).out())
        .contains("Cursor is not connected any more.")
        .contains("Its key \"Cursor\" is forgotten here, but goes on working");
    assertThat(names()).contains("Cursor");
  }

  @Test
  void whatDoesNotWorkIsUndone() throws IOException {
    Files.writeString(program, "#!/bin/sh\nexit 1\n");

    CommandRun failed = connect("cursor");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains("The connection did not work, so it was undone.", "kasava doctor");
    assertThat(home.resolve(".cursor/mcp.json")).doesNotExist();
    assertThat(names()).containsExactly("First key");
  }

  @Test
  void aProgramThatIsNotThereIsSaid() throws IOException {
    Files.delete(program);

    assertThat(connect("cursor").err()).contains("cannot be started");
    assertThat(names()).containsExactly("First key");
  }

  @Test
  void whatAFileHoldsThatIsBrokenStopsItBeforeThereIsAKey() throws IOException {
    Path file = home.resolve(".cursor/mcp.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{ broken");

    assertThat(connect("cursor").err()).contains(file + " holds no valid JSON");
    assertThat(file).content().isEqualTo("{ broken");
    assertThat(names()).containsExactly("First key");
  }

  @Test
  void itHasToBeKnownHowClientsStartUs() {
    System.clearProperty(LAUNCHER);

    assertThat(connect("cursor").err()).contains("It is not known how clients start this program");
  }

  @Test
  void withoutAKeyTheRemedyIsNamed() {
    CommandRun refused =
        run("", "connect", "cursor", "--server", server.url(), "--insecure-storage");

    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("kasava login --server " + server.url());
  }
}
