package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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

  private CommandRun run(Map<String, String> more, String input, String... line) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HOME", home.toString());
    environment.put("KASAVA_HOME", home.resolve("data").toString());
    environment.put("KASAVA_URL", server.url());
    CommandRun run = CommandRun.in(environment, input, line);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private void keep(Issue.Claimed kept) {
    run(Map.of(), kept.secret().reveal(), "login", "--key-stdin", "--insecure-storage");
  }

  private CommandRun bridge(Map<String, String> more) {
    CommandRun run = run(more, WHO, "mcp");
    assertThat(run.err()).contains("kasava: serving MCP as a bridge to " + server.url() + ".");
    return run;
  }

  /** The answer to whoami. */
  private static JsonNode who(CommandRun run) {
    return run.out()
        .lines()
        .map(line -> new Json().mapper().readTree(line))
        .filter(answer -> answer.path("id").intValue(0) == 2)
        .findFirst()
        .orElseThrow();
  }

  private static String name(CommandRun run) {
    JsonNode who = who(run).path("result").path("structuredContent");
    return who.path("key").path("name").stringValue("-");
  }

  private static Map<String, String> offering(String text) {
    return Map.of("KASAVA_OFFERED_KEY", text);
  }

  private String dead() {
    Issue.Claimed dead = server.installation().create("Dead", null, "keys:read");
    server.installation().delete(dead);
    return dead.secret().reveal();
  }

  @Test
  void theKeyOfTheEnvironmentGoesFirst() {
    keep(server.installation().firstKey());

    assertThat(name(bridge(Map.of("KASAVA_API_KEY", key.secret().reveal())))).isEqualTo("Mine");
  }

  @Test
  void elseTheOneThatIsKept() {
    keep(key);

    assertThat(name(bridge(Map.of()))).isEqualTo("Mine");
  }

  @Test
  void whatAClientWasGivenIsKeptOnceItIsGood() {
    keep(server.installation().firstKey());

    CommandRun moved = bridge(offering(key.secret().reveal()));
    assertThat(name(moved)).isEqualTo("Mine");
    assertThat(moved.err()).contains("kasava: the key of the client's settings is in ");
    assertThat(name(bridge(Map.of()))).isEqualTo("Mine");
  }

  @Test
  void whatIsKeptGoesBeforeWhatIsNotGood() {
    keep(key);

    assertThat(name(bridge(offering(dead())))).isEqualTo("Mine");
  }

  @Test
  void whereNothingIsKeptTheClientsOwnIsUsedAndToldWhyItIsNotGood() {
    keep(key);
    run(Map.of(), "", "logout");

    assertThat(who(bridge(offering(dead()))).toString()).contains("deleted");
  }
}
