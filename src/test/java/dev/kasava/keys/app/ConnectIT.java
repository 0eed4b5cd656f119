package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Connecting clients: the real command line, a real keyring, a real server. */
final class ConnectIT {
  private final Path home = Tools.kept("connect");
  private final Path person;
  private final Json json = new Json();
  private final KasavaProcess server;
  private final KeyringSession session;
  private Map<String, String> environment = Map.of();

  ConnectIT(@TempDir Path folder) throws IOException {
    session = KeyringSession.unlocked(Files.createDirectory(folder.resolve("session")));
    server = KasavaProcess.serve(home);
    person = Files.createDirectory(folder.resolve("person"));
  }

  @BeforeEach
  void start() {
    environment = new HashMap<>(session.environment());
    environment.put("HOME", person.toString());
  }

  @AfterEach
  void stop() {
    server.close();
    session.close();
  }

  private Result run(String... arguments) throws IOException {
    return KasavaProcess.run(home, environment, null, arguments);
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode list = json.mapper().readTree(run("keys", "list", "--local", "--json").out());
    list.path("keys").forEach(key -> names.add(key.path("name").stringValue("")));
    return names;
  }

  private List<String> accounts() throws IOException {
    return session
        .secretTool(null, "search", "--all", "--unlock", "service", "kasava-keys")
        .lines()
        .filter(line -> line.startsWith("attribute.account"))
        .map(line -> line.substring(line.indexOf('=') + 1).strip())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, Cursor, .cursor/mcp.json, /mcpServers",
    "claude-desktop, Claude Desktop, .config/Claude/claude_desktop_config.json, /mcpServers",
    "vscode, VS Code, .config/Code/User/mcp.json, /servers",
    "gemini, Gemini CLI, .gemini/settings.json, /mcpServers",
    "opencode, opencode, .config/opencode/opencode.json, /mcp",
    "windsurf, Windsurf, .codeium/windsurf/mcp_config.json, /mcpServers"
  })
  void aClientGetsItsOwnKeyAndEntryAndLosesThemAgain(
      String client, String title, String file, String section) throws IOException {
    Result connected = run("connect", client, "--local");
    assertThat(connected.err()).isEmpty();
    assertThat(connected.exitCode()).isZero();
    assertThat(connected.out())
        .contains("Made the key \"" + title + "\"")
        .contains("keys:read)")
        .contains(title + " reaches the server: a tool call was answered.");
    assertThat(accounts()).containsExactly(client + "@" + server.url());
    JsonNode entry =
        json.mapper().readTree(Files.readString(person.resolve(file))).at(section + "/kasava");
    assertThat(entry.toString())
        .contains(Tools.launcher().toString())
        .contains("\"--integration\",\"" + client + "\"");

    assertThat(run("connect", client, "--local").out()).contains("Kept the key \"" + title + "\"");
    assertThat(names()).containsExactlyInAnyOrder(title, "First key");
    assertThat(run("doctor").out()).contains(title + ": is connected, with \"" + title + "\"");

    Result removed = run("connect", client, "--local", "--remove");
    assertThat(removed.out())
        .contains(title + " is not connected any more.")
        .contains("Its key \"" + title + "\" is deleted.");
    assertThat(names()).containsExactly("First key");
    assertThat(accounts()).isEmpty();
    assertThat(person.resolve(file)).doesNotExist();
  }

  @Test
  void theKeyOfAToolEquipsAProjectInOneCall() throws IOException {
    run("connect", "cursor", "--local", "--scopes", "keys:read,keys:write");
    Path file = person.resolve("project.env");
    Result created =
        run(
            "keys",
            "create",
            "Orders",
            "--integration",
            "cursor",
            "--env-file",
            file.toString(),
            "--var",
            "ORDERS_KEY");
    assertThat(created.err()).isEmpty();
    assertThat(created.out()).contains("The secret of \"Orders\"").doesNotContain("ksa_0");
    assertThat(Files.readString(file)).matches("ORDERS_KEY=ksa_[0-9A-Za-z]{38}\n");
    assertThat(run("keys", "list", "--integration", "cursor", "--local").exitCode()).isEqualTo(2);
  }

  @Test
  void opencodeItselfSaysThatItIsConnected() throws Exception {
    assertThat(run("connect", "opencode", "--local").exitCode()).isZero();
    ProcessBuilder opencode =
        new ProcessBuilder(
            NodeProgram.installed("opencode-linux-x64-baseline/bin/opencode").toString(),
            "mcp",
            "list");
    opencode.environment().clear();
    opencode.environment().putAll(environment);
    opencode.environment().put("PATH", "/usr/bin:/bin");
    opencode.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = opencode.redirectErrorStream(true).directory(person.toFile()).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).containsPattern("kasava (\u001B\\[\\d+m)?connected");
  }

  @Test
  void aSecondMachinesKeyIsToldApartByTheMachinesName() throws IOException {
    run("keys", "create", "Cursor", "--local", "--to-command", "cat >/dev/null");
    environment.put("HOSTNAME", "desk");
    assertThat(run("connect", "cursor", "--local").out())
        .contains("Made the key \"Cursor on desk\"");
  }

  @Test
  void otherScopesMakeAnotherKeyInPlaceOfTheFirst() throws IOException {
    run("connect", "cursor", "--local");
    Result wider = run("connect", "cursor", "--local", "--scopes", "keys:read,keys:write");
    assertThat(wider.out()).contains("keys:read keys:write)");
    assertThat(names()).hasSize(2).contains("First key").doesNotContain("Cursor");
    assertThat(accounts()).hasSize(1);
  }

  @Test
  void withoutAKeychainNothingIsMadeUnlessAFileIsAskedFor() throws Exception {
    session.killKeyring();
    Result refused = run("connect", "cursor", "--local");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("No program on this machine offers a keychain");
    assertThat(names()).containsExactly("First key");
    Result asked = run("connect", "cursor", "--local", "--insecure-storage");
    assertThat(asked.exitCode()).isZero();
    assertThat(asked.err()).contains("not encrypted");
    assertThat(run("connect", "cursor", "--local", "--remove").exitCode()).isZero();
  }

  @Test
  void aServerThatIsGoneLeavesNothingBehind() throws IOException {
    server.close();
    Result gone = run("connect", "cursor", "--local");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("The connection did not work, so it was undone.");
    assertThat(person.resolve(".cursor/mcp.json")).doesNotExist();
    assertThat(names()).containsExactly("First key");
    assertThat(accounts()).isEmpty();
  }

  @Test
  void withoutAKeyThatMayMakeKeysTheRemedyIsNamed() throws IOException {
    Result refused = run("connect", "cursor", "--server", server.url());
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("kasava login --server " + server.url());
    Result unknown = run("connect", "emacs", "--local");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("claude-code, claude-desktop, cursor");
  }
}
