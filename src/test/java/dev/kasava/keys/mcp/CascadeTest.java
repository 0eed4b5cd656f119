package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Deleting a key with what it created, by a tool. */
final class CascadeTest {
  private static final String ACCEPT = "{\"action\":\"accept\"}";

  private TestServer server;
  private RawMcp raw;
  private Issue.Claimed parent;
  private Issue.Claimed child;
  private Issue.Claimed deep;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    parent = server.installation().create("Parent", null, "keys:read", "keys:write");
    child = server.installation().createWith(parent.secret(), "Child", "keys:read", "keys:write");
    deep = server.installation().createWith(child.secret(), "Deep *one*", "keys:read");
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private ModernMcp client(String capabilities) {
    return new ModernMcp(raw, server.installation().firstKey().secret(), capabilities);
  }

  private String arguments(String more) {
    return "{\"id\":\"" + parent.key().key().id() + "\"" + more + "}";
  }

  private static JsonNode result(RawMcp.Answer answer) {
    JsonNode result = answer.json().path("result");
    assertThat(result.path("isError").booleanValue(false)).as(answer.body()).isFalse();
    return result;
  }

  private static String text(JsonNode result) {
    return result.path("content").get(0).path("text").stringValue();
  }

  private List<Integer> me() {
    List<Integer> statuses = new ArrayList<>();
    for (Issue.Claimed key : List.of(parent, child, deep)) {
      statuses.add(server.call("GET", "/api/v1/me", key.secret(), null).status());
    }
    return statuses;
  }

  @Test
  void aDryRunNamesWhatWouldGo() {
    JsonNode dry = result(client("{}").call("delete_api_key", arguments(",\"cascade\":true")));
    assertThat(dry.path("structuredContent").path("dryRun").booleanValue()).isTrue();
    assertThat(dry.path("structuredContent").path("effect").stringValue())
        .contains("every key that it created (2): ", "\"Child\"", "\"Deep \u00B7one\u00B7\"");
    assertThat(dry.path("structuredContent").path("toConfirm").stringValue()).isEqualTo("Parent");
    assertThat(text(dry)).contains("\"Child\"", "\"Deep \u00B7one\u00B7\"");
    assertThat(me()).containsOnly(200);
    JsonNode alone = result(client("{}").call("delete_api_key", arguments("")));
    assertThat(text(alone)).doesNotContain("Child");
  }

  @Test
  void aConfirmedNameTakesAllAlong() {
    String wrong = arguments(",\"cascade\":true,\"confirm\":\"Child\"");
    assertThat(client("{}").call("delete_api_key", wrong).body()).contains("nothing was done");
    assertThat(me()).containsOnly(200);
    JsonNode deleted =
        result(
            client("{}")
                .call("delete_api_key", arguments(",\"cascade\":true,\"confirm\":\"Parent\"")));
    assertThat(deleted.path("structuredContent").path("alsoDeleted").toString())
        .contains(child.key().key().id().value(), deep.key().key().id().value());
    assertThat(text(deleted)).contains("\"Parent\" and what it created: ", "\"Child\"");
    assertThat(me()).containsOnly(401);
  }

  @Test
  void withoutAWordTheyLive() {
    for (String more : List.of("", ",\"cascade\":false")) {
      result(client("{}").call("delete_api_key", arguments(more)));
    }
    JsonNode deleted =
        result(client("{}").call("delete_api_key", arguments(",\"confirm\":\"Parent\"")));
    assertThat(deleted.path("structuredContent").has("alsoDeleted")).isFalse();
    assertThat(me()).containsExactly(401, 200, 200);
  }

  private JsonNode asked(ModernMcp client, String arguments) {
    JsonNode asking = result(client.call("delete_api_key", arguments));
    assertThat(asking.path("resultType").stringValue()).isEqualTo("input_required");
    return asking;
  }

  private static String question(JsonNode asking) {
    return asking
        .path("inputRequests")
        .iterator()
        .next()
        .path("params")
        .path("message")
        .stringValue();
  }

  @Test
  void aPersonIsAskedForAllByName() {
    ModernMcp client = client(ModernMcp.EVERYTHING);
    String all = arguments(",\"cascade\":true");
    JsonNode asking = asked(client, all);
    assertThat(question(asking))
        .startsWith("Delete the API key \"Parent\"?")
        .contains("every key that it created (2): ", "\"Child\"", "\"Deep \u00B7one\u00B7\"");
    result(client.reply("delete_api_key", all, asking, ACCEPT));
    assertThat(me()).containsOnly(401);
  }

  /** Whoever agreed to one deletion has not agreed to another. */
  @Test
  void whoAgreedToOneHasNotAgreedToAll() {
    ModernMcp client = client(ModernMcp.EVERYTHING);
    String all = arguments(",\"cascade\":true");
    JsonNode one = asked(client, arguments(""));
    assertThat(question(one)).doesNotContain("Child");
    RawMcp.Answer widened = client.reply("delete_api_key", all, one, ACCEPT);
    assertThat(widened.status()).isEqualTo(400);
    assertThat(widened.body()).contains("requestState");
    assertThat(me()).containsOnly(200);
    result(client.reply("delete_api_key", arguments(""), one, ACCEPT));
    assertThat(me()).containsExactly(401, 200, 200);
  }
}
