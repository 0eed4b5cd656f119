package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A person's own key, by the real command line and a real keyring. */
final class OwnKeyIT {
  private static final String CONVERSATION =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"claude-code","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private final Path home = Tools.kept("own-key");
  private final Json json = new Json();
  private final KasavaProcess server;
  private final KeyringSession session;
  private Map<String, String> environment = Map.of();

  OwnKeyIT(@TempDir Path folder) throws IOException {
    session = KeyringSession.unlocked(folder);
    server = KasavaProcess.serve(home);
  }

  @BeforeEach
  void start() {
    environment = session.environment();
  }

  @AfterEach
  void stop() {
    server.close();
    session.close();
  }

  private Result run(@Nullable String input, String... arguments) throws IOException {
    return KasavaProcess.run(home, environment, input, arguments);
  }

  private Result login(String... more) throws IOException {
    String[] arguments = new String[4 + more.length];
    System.arraycopy(
        new String[] {"login", "--server", server.url(), "--key-stdin"}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return run(server.firstSecret(), arguments);
  }

  private JsonNode status() throws IOException {
    return json.mapper().readTree(run(null, "status", "--json").out());
  }

  private void assertNoSecret(Result result) {
    assertThat((result.out() + result.err()).contains(server.firstSecret())).isFalse();
  }

  @Test
  void aKeyIsKeptUsedByEveryCommandAndForgotten() throws IOException {
    Result login = login();
    assertThat(login.err()).isEmpty();
    assertThat(login.exitCode()).isZero();
    assertThat(login.out())
        .contains("Signed in to " + server.url() + " as ")
        .contains("is kept in the desktop's keyring");
    assertNoSecret(login);

    JsonNode status = status();
    assertThat(status.path("source").stringValue()).isEqualTo("keychain");
    assertThat(status.path("server").stringValue()).isEqualTo(server.url());
    assertThat(status.path("key").path("name").stringValue()).isEqualTo("First key");

    assertThat(run(null, "keys", "list").out()).contains("First key");
    JsonNode headers = json.mapper().readTree(run(null, "headers").out());
    assertThat(
            headers.path("Authorization").stringValue("").equals("Bearer " + server.firstSecret()))
        .isTrue();
    assertThat(run(null, "doctor", "--json").out()).contains("\"isWell\":true,\"checks\"");

    assertThat(run(null, "logout").exitCode()).isZero();
    Result after = run(null, "status", "--server", server.url());
    assertThat(after.exitCode()).isEqualTo(3);
    assertThat(after.err()).contains("kasava login --server " + server.url());
  }

  @Test
  void aVariableThatHidesTheKeychainIsNamed() throws IOException {
    login();
    Map<String, String> hiding = new HashMap<>(environment);
    hiding.put("KASAVA_API_KEY", server.firstSecret());
    Result status = KasavaProcess.run(home, hiding, null, "status");
    assertThat(status.out()).contains("environment (KASAVA_API_KEY)");
    assertThat(status.err()).contains("KASAVA_API_KEY hides the key in the desktop's keyring");
    assertNoSecret(status);
  }

  @Test
  void whatIsNotGoodIsNotKept() throws IOException {
    String typo = server.firstSecret().replaceAll(".$", "_");
    Result malformed = run(typo, "login", "--server", server.url(), "--key-stdin");
    assertThat(malformed.exitCode()).isEqualTo(1);
    assertThat(malformed.err()).contains("not a complete API key").doesNotContain(typo);
    String stranger =
        new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new java.security.SecureRandom()).reveal();
    Result unknown = run(stranger, "login", "--server", server.url(), "--key-stdin");
    assertThat(unknown.exitCode()).isEqualTo(3);
    assertThat((unknown.out() + unknown.err()).contains(stranger)).isFalse();
    assertThat(status().path("server").isNull()).isTrue();
    Result exposed = run("", "login", "--server", "http://192.0.2.1:8787", "--key-stdin");
    assertThat(exposed.err()).contains("unencrypted");
  }

  @Test
  void theBridgeUsesTheKeychainWithTheEnvironmentThatClientsPassOn() throws IOException {
    login("--integration", "claude-code");
    // Clients keep back the variable that names the bus.
    environment = new HashMap<>(environment);
    environment.remove("DBUS_SESSION_BUS_ADDRESS");
    Result good =
        run(CONVERSATION, "mcp", "--server", server.url(), "--integration", "claude-code");
    assertThat(good.out().lines().toList())
        .allMatch(line -> json.mapper().readTree(line).has("jsonrpc"));
    assertThat(good.out()).contains("First key");
    assertNoSecret(good);

    Result other = run(CONVERSATION, "mcp", "--server", server.url(), "--integration", "cursor");
    assertThat(other.out())
        .contains("\"isError\":true")
        .contains("connect cursor --server " + server.url());
  }

  @Test
  void whereTheKeychainIsLockedTheBridgeSaysSoAndNothingElseIsOnItsOutput() throws IOException {
    login();
    session.lock();
    Result locked = run(CONVERSATION, "mcp");
    assertThat(locked.out().lines().toList())
        .hasSize(2)
        .allMatch(line -> json.mapper().readTree(line).has("jsonrpc"));
    assertThat(locked.out()).contains("The keychain is locked.");
    assertThat(status().path("problem").stringValue("")).contains("The keychain is locked.");
  }

  @Test
  void insecureStorageIsUsedOnlyWhenAskedFor() throws Exception {
    session.killKeyring();
    Result refused = login();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("No program on this machine offers a keychain")
        .contains("--insecure-storage");
    Result asked = login("--insecure-storage");
    assertThat(asked.exitCode()).isZero();
    assertThat(asked.out()).contains("It is not encrypted there");
    assertThat(status().path("source").stringValue()).isEqualTo("file");
    assertThat(run(null, "logout").exitCode()).isZero();
    try (var files = Files.walk(KasavaProcess.homeOf(home))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file).contains(server.firstSecret())).isFalse();
      }
    }
  }

  @Test
  void theLinkThatOpensThePageSignsInOnce() throws Exception {
    login();
    String link = run(null, "open", "--print").out().strip();
    assertThat(link).startsWith(server.url() + "/sign-in/");
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(link)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(200);
  }

  @Test
  void aProgramGetsAKeptSecretInItsEnvironmentAlone() throws IOException {
    login();
    session.secretTool(
        server.firstSecret(),
        "store",
        "--label=kept",
        "service",
        "kasava-keys",
        "account",
        "key/CI+%2F+CD@" + server.url());
    Result ran =
        run(
            null,
            "exec",
            "--key",
            "CI / CD",
            "--var",
            "API_KEY",
            "--",
            "/bin/sh",
            "-c",
            "printf %s \"$API_KEY\" | wc -c; exit 7");
    assertThat(ran.out().strip()).isEqualTo(Integer.toString(server.firstSecret().length()));
    assertThat(ran.exitCode()).isEqualTo(7);
    Result none = run(null, "exec", "--key", "Other", "--var", "API_KEY", "--", "/bin/true");
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).contains("No secret of a key of that name is kept");
  }

  @Test
  void newSecretsGoWhereTheyAreWantedWithoutBeingSeen() throws IOException {
    login();
    Path file = home.resolveSibling(home.getFileName() + "-project.env");
    Result toFile = run(null, "keys", "create", "Api", "--env-file", file.toString(), "--var", "K");
    assertThat(toFile.exitCode()).isZero();
    String line = Files.readString(file).strip();
    // Nothing that is kept may hold a secret.
    Files.delete(file);
    assertThat(KeyFormat.parseAny(line.substring("K=".length()))).isPresent();
    assertThat(toFile.out().contains(line.substring("K=".length()))).isFalse();

    assertThat(run(null, "keys", "create", "Worker", "--to-keychain").exitCode()).isZero();
    Result used =
        run(
            null,
            "exec",
            "--key",
            "Worker",
            "--var",
            "KASAVA_API_KEY",
            "--",
            Tools.launcher().toString(),
            "status",
            "--server",
            server.url());
    assertThat(used.out()).contains("Worker").contains("environment (KASAVA_API_KEY)");

    Result refused = run(null, "keys", "create", "Vault", "--to-command", "cat >/dev/null; exit 3");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("exit code 3").contains("The key was deleted again.");
    assertThat(run(null, "keys", "list").out()).contains("Worker").doesNotContain("Vault");
  }
}
