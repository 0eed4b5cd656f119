package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.ClaudeCode;
import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Claude Code itself with the plugin as it is built, where there is no Java. */
final class ClaudeCodeIT {
  private static final String OUR_TOOLS = "mcp__plugin_kasava_kasava__";

  private final Path home = Tools.kept("claude-code");
  private final Json json = new Json();
  private final Path person;
  private final KasavaProcess server;
  private final KeyringSession session;

  ClaudeCodeIT(@TempDir Path folder) throws IOException {
    session = KeyringSession.unlocked(Files.createDirectory(folder.resolve("session")));
    server = KasavaProcess.serve(home);
    person = Files.createDirectory(folder.resolve("person"));
  }

  @AfterEach
  void stop() {
    server.close();
    session.close();
  }

  @Test
  void thePluginAndBothMarketplacesAreValid() throws Exception {
    ClaudeCode claude = new ClaudeCode(person, Map.of());
    for (Path folder :
        List.of(Tools.plugin(), Tools.checkout().resolve("plugin"), Tools.checkout())) {
      assertThat(claude.run("", "plugin", "validate", "--strict", folder.toString()))
          .contains("Validation passed");
    }
  }

  @Test
  void theKeyOfItsSettingsMovesToTheKeychainAtTheFirstStart() throws Exception {
    ClaudeCode claude = installed(session.environment());
    configure(claude, server.firstSecret());

    assertThat(claude.run("", "mcp", "list")).contains("kasava").contains("Connected");
    assertThat(session.secretTool(null, "lookup", "service", "kasava-keys", "account", account()))
        .isEqualTo(server.firstSecret());
    assertThat(filesWith(server.firstSecret())).isEmpty();
    assertThat(toolsOf(claude)).contains(OUR_TOOLS + "create_api_key", OUR_TOOLS + "whoami");
    assertThat(filesWith(server.firstSecret())).isEmpty();
  }

  @Test
  void aKeyThatIsInTheKeychainAloneIsUsed() throws Exception {
    ClaudeCode claude = installed(session.environment());
    configure(claude, "");
    Map<String, String> environment = new HashMap<>(session.environment());
    environment.put("HOME", person.toString());
    Result login =
        KasavaProcess.run(
            home,
            environment,
            server.firstSecret(),
            "login",
            "--server",
            server.url(),
            "--integration",
            "claude-code",
            "--key-stdin");
    assertThat(login.exitCode()).as(login.err()).isZero();

    assertThat(claude.run("", "mcp", "list")).contains("Connected");
    assertThat(toolsOf(claude)).contains(OUR_TOOLS + "list_api_keys");
    assertThat(filesWith(server.firstSecret())).isEmpty();
  }

  @Test
  void aKeyThatIsNoLongerGoodIsExplained() throws Exception {
    String secret = deletedKey();
    ClaudeCode claude = installed(session.environment());
    configure(claude, secret);
    assertThat(toolsOf(claude)).containsExactly(OUR_TOOLS + "whoami");

    claude.run(
        "",
        "mcp",
        "add",
        "--transport",
        "http",
        "direct",
        server.url() + "/mcp",
        "--header",
        "Authorization: Bearer " + secret);
    assertThat(claude.run("", "mcp", "list"))
        .contains("This API key was deleted at ")
        .contains("Create a new one.");
  }

  @Test
  void whereThereIsNoKeychainThePersonIsToldThatTheKeyStays() throws Exception {
    ClaudeCode claude = installed(Map.of());
    configure(claude, server.firstSecret());
    assertThat(claude.run("", "-p", "hi", "--output-format", "stream-json", "--verbose"))
        .contains("could not be moved to a keychain, so it stays in Claude Code's own settings");
    assertThat(claude.run("", "mcp", "list")).contains("Connected");
  }

  @Test
  void twoCommandsFromTheArchiveToClaudeCodesTools() throws Exception {
    ClaudeCode claude = new ClaudeCode(person, session.environment());
    Path launcher = Tools.unpack(person).resolve("bin/kasava");
    Path data = Tools.kept("claude-code-archive");
    try (KasavaProcess own = KasavaProcess.serve(launcher, data, claude.environment())) {
      Result connected =
          KasavaProcess.run(
              launcher, data, claude.environment(), null, "connect", "claude-code", "--local");
      assertThat(connected.err()).isEmpty();
      assertThat(connected.out()).contains("Claude Code reaches the server");
      assertThat(claude.run("", "mcp", "list")).contains("Connected");
      assertThat(toolsOf(claude)).contains(OUR_TOOLS + "list_api_keys");
      assertThat(own.greeting()).isNotEmpty();
      Result removed =
          KasavaProcess.run(
              launcher,
              data,
              claude.environment(),
              null,
              "connect",
              "claude-code",
              "--local",
              "--remove");
      assertThat(removed.out()).contains("Claude Code is not connected any more.");
      assertThat(claude.run("", "mcp", "list")).doesNotContain("kasava");
    }
  }

  private ClaudeCode installed(Map<String, String> additions) throws Exception {
    ClaudeCode claude = new ClaudeCode(person, additions);
    claude.run("", "plugin", "marketplace", "add", Tools.plugin().toString());
    assertThat(claude.run("", "plugin", "install", "kasava@kasava"))
        .contains("Successfully installed");
    return claude;
  }

  private void configure(ClaudeCode claude, String key) throws Exception {
    Map<String, String> values = new HashMap<>(Map.of("server_url", server.url()));
    if (!key.isEmpty()) {
      values.put("api_key", key);
    }
    claude.run(json.text(values), "plugin", "configure", "kasava@kasava", "--values-stdin");
  }

  private String account() {
    return "claude-code@" + server.url();
  }

  private String deletedKey() throws IOException {
    String secret =
        KasavaProcess.run(
                home,
                Map.of(),
                null,
                "keys",
                "create",
                "Gone",
                "--local",
                "--show-secret",
                "--json")
            .out();
    JsonNode issue = json.mapper().readTree(secret);
    KasavaProcess.run(home, Map.of(), null, "keys", "delete", "Gone", "--local", "--yes");
    return issue.path("secret").stringValue("");
  }

  /** What its first event says that it has of ours. */
  private List<String> toolsOf(ClaudeCode claude) throws Exception {
    String said = claude.run("", "-p", "hi", "--output-format", "stream-json", "--verbose");
    JsonNode begin =
        said.lines()
            .filter(line -> line.startsWith("{"))
            .map(line -> json.mapper().readTree(line))
            .filter(event -> event.path("subtype").stringValue("").equals("init"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(said));
    return begin
        .path("tools")
        .valueStream()
        .map(tool -> tool.stringValue(""))
        .filter(tool -> tool.startsWith(OUR_TOOLS))
        .toList();
  }

  private List<Path> filesWith(String secret) throws IOException {
    try (Stream<Path> files = Files.walk(person)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> text(file).contains(secret))
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
