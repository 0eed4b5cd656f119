package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a client carries between a question and its answer is good for that alone, and once. */
final class RequestStateTest {
  private static final String ACCEPT = "{\"action\":\"accept\"}";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestServer server;
  private RawMcp raw;
  private ModernMcp modern;
  private String arguments;
  private Issue.Claimed victim;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
    raw = new RawMcp(server.url());
    modern = client(server.installation().firstKey().secret());
    victim = server.installation().create("Victim", null, "keys:read");
    arguments = "{\"id\":\"" + victim.key().key().id() + "\",\"overlapSeconds\":60}";
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private ModernMcp client(Secret key) {
    return client(key.reveal());
  }

  private ModernMcp client(String key) {
    return new ModernMcp(raw, key, ModernMcp.EVERYTHING);
  }

  private JsonNode asking() {
    JsonNode result = modern.call("regenerate_api_key", arguments).json().path("result");
    assertThat(result.path("resultType").stringValue("")).isEqualTo("input_required");
    return result;
  }

  private static void refused(RawMcp.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.body()).contains("requestState");
  }

  private static void done(RawMcp.Answer answer) {
    assertThat(answer.json().path("result").path("structuredContent").has("claimUrl"))
        .as(answer.body())
        .isTrue();
  }

  private static JsonNode with(JsonNode asking, String state) {
    return ((tools.jackson.databind.node.ObjectNode) asking.deepCopy()).put("requestState", state);
  }

  @Test
  void itIsGoodOnce() {
    JsonNode asking = asking();
    done(modern.reply("regenerate_api_key", arguments, asking, ACCEPT));
    refused(modern.reply("regenerate_api_key", arguments, asking, ACCEPT));
  }

  @Test
  void ofManyWhoPresentItAtOnceOneGetsThrough() throws Exception {
    JsonNode asking = asking();
    List<Future<RawMcp.Answer>> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 16; i++) {
        ModernMcp each = client(server.installation().firstKey().secret());
        answers.add(pool.submit(() -> each.reply("regenerate_api_key", arguments, asking, ACCEPT)));
      }
    }
    int through = 0;
    for (Future<RawMcp.Answer> answer : answers) {
      through += answer.get().status() == 200 ? 1 : 0;
    }
    assertThat(through).isEqualTo(1);
  }

  @Test
  void aChangedOneIsRefusedAndTheTrueOneGoodStill() {
    JsonNode asking = asking();
    String state = asking.path("requestState").stringValue();
    for (int i = 0; i < state.length(); i++) {
      char other = state.charAt(i) == 'A' ? 'B' : 'A';
      String changed = state.substring(0, i) + other + state.substring(i + 1);
      refused(modern.reply("regenerate_api_key", arguments, with(asking, changed), ACCEPT));
    }
    for (String changed :
        new String[] {
          "",
          ".",
          "x",
          state + "A",
          state + "=",
          state + ".",
          state.substring(0, state.indexOf('.')),
          state.substring(state.indexOf('.')),
          state.substring(0, state.length() - 1),
          "A".repeat(5_000) + state
        }) {
      refused(modern.reply("regenerate_api_key", arguments, with(asking, changed), ACCEPT));
    }
    done(modern.reply("regenerate_api_key", arguments, asking, ACCEPT));
  }

  @Test
  void itIsTheCallersOwn() {
    Issue.Claimed other = server.installation().create("Other", null, "keys:read", "keys:write");
    JsonNode asking = asking();
    refused(client(other.secret()).reply("regenerate_api_key", arguments, asking, ACCEPT));
    done(modern.reply("regenerate_api_key", arguments, asking, ACCEPT));
  }

  @Test
  void itIsForThatRequestAlone() {
    JsonNode asking = asking();
    refused(modern.reply("regenerate_api_key", arguments.replace("60", "61"), asking, ACCEPT));
    refused(
        modern.reply(
            "delete_api_key", "{\"id\":\"" + victim.key().key().id() + "\"}", asking, ACCEPT));
    String reordered = "{\"overlapSeconds\":60,\"id\":\"" + victim.key().key().id() + "\"}";
    done(modern.reply("regenerate_api_key", reordered, asking, ACCEPT));
  }

  @Test
  void itLastsTenMinutes() {
    JsonNode asking = asking();
    clock.advance(Duration.ofMinutes(10));
    refused(modern.reply("regenerate_api_key", arguments, asking, ACCEPT));
  }

  @Test
  void itOutlivesARotationOfTheCallersSecretButNotItsKey() {
    Issue.Claimed other = server.installation().create("Other", null, "keys:read", "keys:write");
    String path = "/api/v1/keys/" + other.key().key().id();
    ModernMcp before = client(other.secret());
    JsonNode asking = before.call("regenerate_api_key", arguments).json().path("result");
    String renewed =
        server.call("POST", path + "/regenerate", null).json().path("secret").stringValue();
    done(client(renewed).reply("regenerate_api_key", arguments, asking, ACCEPT));
    JsonNode again = client(renewed).call("regenerate_api_key", arguments).json().path("result");
    server.call("DELETE", path, null);
    assertThat(client(renewed).reply("regenerate_api_key", arguments, again, ACCEPT).status())
        .isEqualTo(401);
  }

  @Test
  void repliesToNothingAreAskedForAgain() {
    String name = "{\"name\":\"regenerate_api_key\",\"arguments\":" + arguments;
    for (String responses :
        new String[] {
          ",\"inputResponses\":{\"agree\":{\"action\":\"accept\"}}}",
          ",\"inputResponses\":{\"agree\":7}}",
          ",\"inputResponses\":null}",
          ",\"inputResponses\":{}}"
        }) {
      RawMcp.Answer again = modern.ask("tools/call", name + responses);
      assertThat(again.json().path("result").path("resultType").stringValue(""))
          .as(again.body())
          .isEqualTo("input_required");
    }
    RawMcp.Answer numbered = modern.ask("tools/call", name + ",\"requestState\":7}");
    refused(numbered);
  }

  @Test
  void anAnswerThatIsMissingOrNoneIsAskedForAgain() {
    for (String reply : new String[] {"7", "null", "[]"}) {
      RawMcp.Answer again = modern.reply("regenerate_api_key", arguments, asking(), reply);
      assertThat(again.json().path("result").path("resultType").stringValue(""))
          .as(again.body())
          .isEqualTo("input_required");
    }
  }
}
