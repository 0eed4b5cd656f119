package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** With which key "kasava mcp" goes to a server. */
final class BridgeServiceTest {
  private static final String WHO =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path home;
  private TestServer server;
  private Issue.Claimed key;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    key = server.installation().create("Mine", null, "keys:read");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(
      Map<String, String> more, String input, ByteArrayOutputStream out, String... line) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HOME", home.toString());
    environment.put("KASAVA_HOME", home.resolve("data").toString());
    environment.put("KASAVA_URL", server.url());
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

  private void keep(Issue.Claimed kept) {
    int code =
        run(
            Map.of(),
            kept.secret().reveal(),
            new ByteArrayOutputStream(),
            "login",
            "--key-stdin",
            "--insecure-storage");
    assertThat(code).as(said()).isZero();
    err.reset();
  }

  /** The answer to whoami. */
  private JsonNode who(Map<String, String> more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(more, WHO, out, "mcp")).isZero();
    List<JsonNode> answers =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> new Json().mapper().readTree(line))
            .toList();
    assertThat(said()).contains("kasava: serving MCP as a bridge to " + server.url() + ".");
    return answers.stream()
        .filter(answer -> answer.path("id").intValue(0) == 2)
        .findFirst()
        .orElseThrow();
  }

  private static String name(JsonNode answer) {
    JsonNode who = answer.path("result").path("structuredContent");
    return who.path("key").path("name").stringValue("-");
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, String> offering(String text) {
    return Map.of("KASAVA_OFFERED_KEY", text);
  }

  private String dead() {
    Issue.Claimed dead = server.installation().create("Dead", null, "keys:read");
    TestInstallation.done(
        server
            .installation()
            .get()
            .verbs()
            .delete()
            .delete(server.installation().firstCaller(), dead.key().key().id()));
    return dead.secret().reveal();
  }

  @Test
  void theKeyOfTheEnvironmentGoesFirst() {
    keep(server.installation().firstKey());

    assertThat(name(who(Map.of("KASAVA_API_KEY", key.secret().reveal())))).isEqualTo("Mine");
  }

  @Test
  void elseTheOneThatIsKept() {
    keep(key);

    assertThat(name(who(Map.of()))).isEqualTo("Mine");
  }

  @Test
  void whatAClientWasGivenIsKeptOnceItIsGood() {
    keep(server.installation().firstKey());

    assertThat(name(who(offering(key.secret().reveal())))).isEqualTo("Mine");
    assertThat(said()).contains("kasava: the key of the client's settings is in ");
    assertThat(name(who(Map.of()))).isEqualTo("Mine");
  }

  @Test
  void whatIsKeptGoesBeforeWhatIsNotGood() {
    keep(key);

    assertThat(name(who(offering(dead())))).isEqualTo("Mine");
  }

  @Test
  void whereNothingIsKeptTheClientsOwnIsUsedAndToldWhyItIsNotGood() {
    keep(key);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(Map.of(), "", out, "logout")).as(said()).isZero();

    assertThat(who(offering(dead())).toString()).contains("deleted");
  }
}
