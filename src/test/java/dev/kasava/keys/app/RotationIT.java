package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.HaltingProxy;
import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Secrets that go into a real keyring and are exchanged there, by the real command line. */
final class RotationIT {
  private static final int LONGEST_SECONDS = 60;
  private static final Pattern SECRET = Pattern.compile("ksa_[0-9A-Za-z]{38}");
  private static final String BEGINNING =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"cursor","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      """;

  private final Path home = Tools.kept("rotation");
  private final Json json = new Json();
  private final KasavaProcess server;
  private final KeyringSession session;
  private final Map<String, String> environment;

  RotationIT(@TempDir Path folder) throws IOException {
    session = KeyringSession.unlocked(folder);
    server = KasavaProcess.serve(home);
    environment = session.environment();
  }

  @AfterEach
  void stop() {
    server.close();
    session.close();
  }

  private Result run(@Nullable String input, String... arguments) throws IOException {
    Result result = KasavaProcess.run(home, environment, input, arguments);
    assertThat(SECRET.matcher(result.out() + result.err()).find()).as("no secret").isFalse();
    return result;
  }

  /** Keeps a new key of these scopes for a tool; answers its secret. */
  private String keep(String url, String tool, String scopes) throws IOException {
    Map<String, String> first = new HashMap<>(environment);
    first.put("KASAVA_API_KEY", server.firstSecret());
    String secret =
        KasavaProcess.run(
                home,
                first,
                null,
                "keys",
                "create",
                tool,
                "--scopes",
                scopes,
                "--server",
                server.url(),
                "--show-secret")
            .out()
            .strip();
    assertThat(KeyFormat.parseAny(secret)).isPresent();
    Result login = run(secret, "login", "--server", url, "--integration", tool, "--key-stdin");
    assertThat(login.exitCode()).as(login.err()).isZero();
    return secret;
  }

  private JsonNode status(String url, String tool) throws IOException {
    return json.mapper()
        .readTree(run(null, "status", "--json", "--server", url, "--integration", tool).out());
  }

  private void isDead(String secret) throws IOException {
    Map<String, String> old = new HashMap<>(environment);
    old.put("KASAVA_API_KEY", secret);
    Result status = KasavaProcess.run(home, old, null, "status", "--server", server.url());
    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.err()).contains("this is its old secret");
  }

  @Test
  void theKeptKeyIsExchangedInPlace() throws IOException {
    String old = keep(server.url(), "cursor", "keys:read,keys:write");
    Result rotated = run(null, "rotate", "--server", server.url(), "--integration", "cursor");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.out()).contains("\"cursor\" has a new secret (ksa_****").contains("keyring");
    assertThat(rotated.err()).contains("The old one no longer works.");
    JsonNode status = status(server.url(), "cursor");
    assertThat(status.path("key").path("name").stringValue("")).isEqualTo("cursor");
    assertThat(status.path("source").stringValue("")).isEqualTo("keychain");
    isDead(old);

    JsonNode again =
        json.mapper()
            .readTree(
                run(null, "rotate", "--json", "--server", server.url(), "--integration", "cursor")
                    .out());
    assertThat(again.path("key").path("name").stringValue("")).isEqualTo("cursor");
    assertThat(again.path("oldSecretWorks").booleanValue(true)).isFalse();
  }

  @Test
  void whatCannotBeRotatedHereIsSaidWithTheRemedy() throws IOException {
    String reader = keep(server.url(), "cursor", "keys:read");
    Result narrow = run(null, "rotate", "--server", server.url(), "--integration", "cursor");
    assertThat(narrow.exitCode()).isEqualTo(3);
    assertThat(narrow.err()).contains("keys:write").contains("kasava login");
    Result missing = run(null, "rotate", "--server", server.url(), "--integration", "vscode");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err())
        .contains("kasava login --server " + server.url() + " --integration vscode");
    Map<String, String> named = new HashMap<>(environment);
    named.put("KASAVA_API_KEY", reader);
    Result hidden = KasavaProcess.run(home, named, null, "rotate", "--server", server.url());
    assertThat(hidden.exitCode()).isEqualTo(1);
    assertThat(hidden.err()).contains("The environment names the key").doesNotContain(reader);
    assertThat(status(server.url(), "cursor").path("problem").isNull()).isTrue();
  }

  /** At every piece of its traffic, which is before and after each of its steps. */
  @Test
  void whereverItIsKilledTheKeptKeyWorks() throws Exception {
    try (HaltingProxy proxy = HaltingProxy.to(server.url())) {
      String old = keep(proxy.url(), "cursor", "keys:read,keys:write");
      int pieces = 0;
      for (boolean isOver = false; !isOver; pieces++) {
        AtomicReference<Process> process = new AtomicReference<>();
        proxy.haltAfter(
            pieces,
            () -> {
              Wait.until("the program", () -> process.get() != null);
              Objects.requireNonNull(process.get()).destroyForcibly();
            });
        process.set(
            KasavaProcess.start(
                home, environment, "rotate", "--server", proxy.url(), "--integration", "cursor"));
        Process running = Objects.requireNonNull(process.get());
        assertThat(running.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        isOver = running.exitValue() == 0;
        proxy.goOn();
        assertThat(status(proxy.url(), "cursor").path("problem").isNull())
            .as("killed after %s pieces", pieces)
            .isTrue();
      }
      assertThat(pieces).isGreaterThan(6);
      isDead(old);
    }
  }

  private static String call(int id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + "}}\n";
  }

  /** One call of a bridge's own, as its requests overtake each other. */
  private JsonNode ask(String tool, String arguments) throws IOException {
    Result bridge =
        run(
            BEGINNING + call(2, tool, arguments),
            "mcp",
            "--server",
            server.url(),
            "--integration",
            "cursor");
    return bridge
        .out()
        .lines()
        .map(line -> json.mapper().readTree(line))
        .filter(message -> message.path("id").intValue(0) == 2)
        .findFirst()
        .orElseThrow()
        .path("result");
  }

  @Test
  void aToolHasSecretsPutIntoTheKeyringAndItsOwnExchanged() throws IOException {
    String old = keep(server.url(), "cursor", "keys:read,keys:write");
    JsonNode made = ask("create_api_key", "{\"name\":\"Worker\",\"deliverTo\":\"keychain\"}");
    assertThat(made.path("structuredContent").path("deliveredTo").stringValue(""))
        .contains("keyring");
    Result used =
        run(
            null,
            "exec",
            "--server",
            server.url(),
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

    String id = status(server.url(), "cursor").path("key").path("id").stringValue("");
    String wish = "{\"id\":\"" + id + "\",\"deliverTo\":\"keychain\"";
    assertThat(ask("regenerate_api_key", wish + "}").path("structuredContent").has("dryRun"))
        .isTrue();
    JsonNode rotated = ask("regenerate_api_key", wish + ",\"confirm\":\"cursor\"}");
    assertThat(rotated.path("content").path(0).path("text").stringValue(""))
        .contains("The key of this tool")
        .contains("The old one no longer works.");
    isDead(old);
    assertThat(status(server.url(), "cursor").path("key").path("id").stringValue("")).isEqualTo(id);
  }
}
