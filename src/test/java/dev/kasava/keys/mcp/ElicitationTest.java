package dev.kasava.keys.mcp;

import static dev.kasava.keys.mcp.SdkClients.call;
import static dev.kasava.keys.mcp.SdkClients.failure;
import static dev.kasava.keys.mcp.SdkClients.structured;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** People are asked before something ends, and handed what is theirs, in both eras. */
final class ElicitationTest {
  private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

  private TestServer server;
  private RawMcp raw;
  private Issue.Claimed key;
  private final List<McpSchema.ElicitFormRequest> forms = new ArrayList<>();
  private final List<McpSchema.ElicitUrlRequest> links = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    key = server.installation().create("Deploy key", null, "keys:read");
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private String id() {
    return key.key().key().id().value();
  }

  private McpSyncClient person(Action decision) {
    return SdkClients.asking(
        server.url(),
        first(),
        form -> {
          forms.add(form);
          return McpSchema.ElicitResult.builder(decision).content(Map.of()).build();
        },
        link -> {
          links.add(link);
          return McpSchema.ElicitResult.builder(decision).build();
        });
  }

  private int me(Secret secret) {
    return server.send("GET", "/api/v1/me", null, "X-API-Key", secret.reveal()).status();
  }

  @Test
  void aPersonWhoAgreesIsToldWhatBreaksAndThenItDoes() {
    assertThat(me(key.secret())).isEqualTo(200);
    try (McpSyncClient client = person(Action.ACCEPT)) {
      assertThat(structured(call(client, "delete_api_key", Map.of("id", id()))).get("deleted"))
          .isEqualTo(true);
    }
    assertThat(me(key.secret())).isEqualTo(401);
    assertThat(forms).hasSize(1);
    assertThat(forms.getFirst().message())
        .startsWith("Delete the API key \"Deploy key\"?")
        .contains("at once, for good", "It was last used at", "served 1 requests today", "java");
    assertThat(forms.getFirst().requestedSchema().get("properties")).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"DECLINE", "CANCEL"})
  void aPersonWhoDoesNotAgreeLosesNothing(Action decision) {
    try (McpSyncClient client = person(decision)) {
      for (String tool : new String[] {"delete_api_key", "regenerate_api_key"}) {
        assertThat(failure(call(client, tool, Map.of("id", id(), "confirm", "Deploy key"))))
            .contains("nothing was done");
      }
    }
    assertThat(forms).hasSize(2);
    assertThat(me(key.secret())).isEqualTo(200);
  }

  @Test
  void aWrongNameIsRefusedBeforeAnybodyIsAsked() {
    try (McpSyncClient client = person(Action.ACCEPT)) {
      assertThat(
              failure(call(client, "delete_api_key", Map.of("id", id(), "confirm", "Deploy keys"))))
          .contains("nothing was done and nobody was asked");
    }
    assertThat(forms).isEmpty();
    assertThat(me(key.secret())).isEqualTo(200);
  }

  @Test
  void whatCannotBeDoneIsNotAskedFor() {
    try (McpSyncClient client = person(Action.ACCEPT)) {
      assertThat(
              failure(
                  call(
                      client,
                      "regenerate_api_key",
                      Map.of("id", id(), "overlapSeconds", 60, "revokeNow", true))))
          .contains("contradict");
      assertThat(
              failure(call(client, "delete_api_key", Map.of("id", "key_0000000000000000000000"))))
          .contains("no such key");
    }
    assertThat(forms).isEmpty();
  }

  @Test
  void anAgreedRegenerationWaitsForItsClaim() {
    try (McpSyncClient client = person(Action.ACCEPT)) {
      Map<?, ?> result =
          structured(
              call(client, "regenerate_api_key", Map.of("id", id(), "overlapSeconds", 3600)));
      assertThat((String) result.get("claimUrl")).endsWith(id() + "/claim");
    }
    assertThat(forms.getFirst().message())
        .startsWith("Regenerate the API key \"Deploy key\"?")
        .contains("3600 seconds after");
    assertThat(me(key.secret())).isEqualTo(200);
  }

  @Test
  void aNewKeysLinkIsHandedToThePersonAndTheAnswerDoesNotWaitForTheClaim() {
    try (McpSyncClient client = person(Action.ACCEPT)) {
      McpSchema.CallToolResult result = call(client, "create_api_key", Map.of("name", "New"));
      assertThat(structured(result).get("claimUrl")).isEqualTo(links.getFirst().url());
      assertThat(SdkClients.text(result)).contains("was given the link");
    }
    assertThat(links).hasSize(1);
    assertThat(links.getFirst().message()).contains("\"New\"", "keys:read");
    assertThat(links.getFirst().elicitationId()).isNotEmpty();
    assertThat(names()).contains("New");
  }

  @Test
  void aPersonWhoDeclinesTheLinkHasTheKeyWithdrawn() {
    try (McpSyncClient client = person(Action.DECLINE)) {
      assertThat(failure(call(client, "create_api_key", Map.of("name", "New"))))
          .contains("withdrawn");
    }
    assertThat(names()).doesNotContain("New");
  }

  @Test
  void aPersonWhoPutsTheLinkAwayCanHaveItLater() {
    try (McpSyncClient client = person(Action.CANCEL)) {
      assertThat(SdkClients.text(call(client, "create_api_key", Map.of("name", "New"))))
          .contains("/claim");
    }
    assertThat(names()).contains("New");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    server
        .call("GET", "/api/v1/keys", null)
        .json()
        .path("keys")
        .forEach(each -> names.add(each.path("name").stringValue("")));
    return names;
  }

  @Test
  void aCancelledQuestionIsNeitherActedOnNorAnswered() {
    String begin = RawMcp.INITIALIZE.replace("\"capabilities\":{}", "\"capabilities\":" + FORMS);
    String session = raw.post(begin, RawMcp.headers(first(), null)).header("Mcp-Session-Id");
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":"
            + "\"delete_api_key\",\"arguments\":{\"id\":\""
            + id()
            + "\"}}}";
    ModernMcp reader = new ModernMcp(raw, first());
    try (ModernMcp.Stream stream =
        reader.listening(raw.stream("POST", call, RawMcp.headers(first(), session)))) {
      JsonNode question = stream.next();
      assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
      post(
          session,
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
              + "{\"requestId\":5}}");
      assertThat(stream.next().isEmpty()).as("the end of the stream").isTrue();
      post(
          session,
          "{\"jsonrpc\":\"2.0\",\"id\":\""
              + question.path("id").stringValue()
              + "\",\"result\":{\"action\":\"accept\",\"content\":{}}}");
    }
    assertThat(me(key.secret())).isEqualTo(200);
  }

  private void post(String session, String message) {
    assertThat(raw.post(message, first(), session).status()).isEqualTo(202);
  }

  /** Somebody else's answer to a question is none: it comes in another session. */
  @Test
  void aQuestionIsAnsweredInItsOwnSessionAlone() {
    String begin = RawMcp.INITIALIZE.replace("\"capabilities\":{}", "\"capabilities\":" + FORMS);
    String session = raw.post(begin, RawMcp.headers(first(), null)).header("Mcp-Session-Id");
    Issue.Claimed other = server.installation().create("Other", null, "keys:read", "keys:write");
    String theirs = raw.post(begin, RawMcp.headers(other.secret(), null)).header("Mcp-Session-Id");
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":"
            + "\"delete_api_key\",\"arguments\":{\"id\":\""
            + id()
            + "\"}}}";
    ModernMcp reader = new ModernMcp(raw, first());
    try (ModernMcp.Stream stream =
        reader.listening(raw.stream("POST", call, RawMcp.headers(first(), session)))) {
      String asked = stream.next().path("id").stringValue();
      String accept =
          "{\"jsonrpc\":\"2.0\",\"id\":\"" + asked + "\",\"result\":{\"action\":\"ACTION\"}}";
      raw.post(accept.replace("ACTION", "accept"), other.secret(), theirs);
      assertThat(me(key.secret())).isEqualTo(200);
      post(session, accept.replace("ACTION", "decline"));
      assertThat(stream.next().path("result").path("isError").booleanValue()).isTrue();
    }
    assertThat(me(key.secret())).isEqualTo(200);
  }

  @Test
  void theNewerEraAsksTheSameByRoundTrips() {
    ModernMcp modern = new ModernMcp(raw, first(), ModernMcp.EVERYTHING);
    String arguments = "{\"id\":\"" + id() + "\"}";
    JsonNode asking = modern.call("delete_api_key", arguments).json().path("result");
    assertThat(asking.path("resultType").stringValue()).isEqualTo("input_required");
    assertThat(asking.has("ttlMs")).isFalse();
    JsonNode question = asking.path("inputRequests").iterator().next();
    assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(question.path("params").path("message").stringValue())
        .startsWith("Delete the API key \"Deploy key\"?");
    JsonNode declined =
        modern
            .reply("delete_api_key", arguments, asking, "{\"action\":\"decline\"}")
            .json()
            .path("result");
    assertThat(declined.path("isError").booleanValue()).isTrue();
    assertThat(me(key.secret())).isEqualTo(200);
    JsonNode again = modern.call("delete_api_key", arguments).json().path("result");
    JsonNode deleted =
        modern
            .reply("delete_api_key", arguments, again, "{\"action\":\"accept\",\"content\":{}}")
            .json()
            .path("result");
    assertThat(deleted.path("structuredContent").path("deleted").booleanValue()).isTrue();
    assertThat(me(key.secret())).isEqualTo(401);
  }

  @Test
  void theNewerEraHandsOverTheSameLink() {
    ModernMcp modern = new ModernMcp(raw, first(), ModernMcp.EVERYTHING);
    String arguments = "{\"name\":\"New\"}";
    JsonNode asking = modern.call("create_api_key", arguments).json().path("result");
    JsonNode link = asking.path("inputRequests").iterator().next().path("params");
    assertThat(link.path("mode").stringValue()).isEqualTo("url");
    String url = link.path("url").stringValue();
    JsonNode given =
        modern
            .reply("create_api_key", arguments, asking, "{\"action\":\"accept\"}")
            .json()
            .path("result");
    assertThat(given.path("structuredContent").path("claimUrl").stringValue()).isEqualTo(url);
    assertThat(names()).contains("New");
    JsonNode again = modern.call("create_api_key", arguments).json().path("result");
    modern.reply("create_api_key", arguments, again, "{\"action\":\"decline\"}");
    assertThat(names()).doesNotContain("New");
  }

  @Test
  void aClientThatCannotAskIsNeverAsked() {
    for (String capabilities : new String[] {"{}", "{\"elicitation\":{\"url\":{}}}"}) {
      ModernMcp modern = new ModernMcp(raw, first(), capabilities);
      JsonNode dry = modern.call("delete_api_key", "{\"id\":\"" + id() + "\"}").json();
      assertThat(dry.path("result").path("structuredContent").path("dryRun").booleanValue())
          .as("%s", dry)
          .isTrue();
    }
    for (String capabilities : new String[] {"{}", "{\"elicitation\":{}}"}) {
      ModernMcp modern = new ModernMcp(raw, first(), capabilities);
      JsonNode created = modern.call("create_api_key", "{\"name\":\"New\"}").json();
      assertThat(created.path("result").path("resultType").stringValue())
          .as("%s", created)
          .isEqualTo("complete");
    }
    assertThat(me(key.secret())).isEqualTo(200);
  }

  @Test
  void aFormIsForClientsThatOnlyEverHadForms() {
    ModernMcp modern = new ModernMcp(raw, first(), "{\"elicitation\":{}}");
    JsonNode asked = modern.call("delete_api_key", "{\"id\":\"" + id() + "\"}").json();
    assertThat(asked.path("result").path("resultType").stringValue()).isEqualTo("input_required");
  }

  @Test
  void aConfirmedNameActsWhereNobodyCanBeAsked() {
    ModernMcp modern = new ModernMcp(raw, first());
    JsonNode deleted =
        modern
            .call("delete_api_key", "{\"id\":\"" + id() + "\",\"confirm\":\"Deploy key\"}")
            .json();
    assertThat(deleted.path("result").path("structuredContent").path("deleted").booleanValue())
        .isTrue();
  }
}
