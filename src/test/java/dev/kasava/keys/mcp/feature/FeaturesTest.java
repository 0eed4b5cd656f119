package dev.kasava.keys.mcp.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every revision answers to requests for features, from their params to their results. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FeaturesTest {
  private final Json json = new Json();
  private TestInstallation installation;
  private Features features;
  private Caller me;
  private Caller blind;

  @BeforeAll
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
    features = TestLanes.over(installation).get().features();
    me = installation.firstCaller();
    blind = installation.caller(installation.create("Blind", null, "deploy").secret());
  }

  @AfterAll
  void close() {
    installation.close();
  }

  private static Call call(Caller caller) {
    return new Call(caller, Set.of(), new Round.First(), Call.SILENCE, new Cancellation());
  }

  private ObjectNode params(String text) {
    return (ObjectNode) json.mapper().readTree(text);
  }

  private JsonNode result(Caller caller, String method, String params) {
    return switch (features.handle(method, params(params), call(caller))) {
      case Handled.Done(var result) -> json.mapper().valueToTree(result);
      case Handled.Failed(RpcError error) -> throw new AssertionError(error.message());
      case Handled.Asking asking -> throw new AssertionError(asking);
    };
  }

  private RpcError error(Caller caller, String method, String params) {
    return failed(features.handle(method, params(params), call(caller)));
  }

  private static RpcError failed(Handled handled) {
    return switch (handled) {
      case Handled.Failed(RpcError error) -> error;
      default -> throw new AssertionError(handled);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          tools/list           | {"cursor":"x"}                       | This cursor is none of ours
          tools/call           | {}                                   | Send the field name, a text
          tools/call           | {"name":7}                           | Send the field name, a text
          tools/call           | {"name":"whoami","arguments":[]}     | arguments as an object
          resources/list       | {"cursor":7}                         | has to be the nextCursor
          resources/templates/list | {"cursor":"x"}                   | This cursor is none of ours
          resources/read       | {}                                   | Send the field uri, a text
          prompts/list         | {"cursor":"x"}                       | This cursor is none of ours
          prompts/get          | {}                                   | Send the field name, a text
          prompts/get          | {"name":"rotate-key"}                | needs the argument key, a text
          prompts/get          | {"name":"rotate-key","arguments":{"key":7}} | needs the argument key
          prompts/get          | {"name":"rotate-key","arguments":[]} | arguments as an object
          completion/complete  | {}                                   | Send the field name, a text
          completion/complete  | {"argument":{"name":"key"}}          | Send the field value, a text
          completion/complete  | {"argument":{"name":"key","value":""}} | ref/prompt or ref/resource
          completion/complete  | {"argument":{"name":"key","value":""},"ref":{"type":"ref/prompt"}} | Send the field name
          completion/complete  | {"argument":{"name":"key","value":""},"ref":{"type":"ref/prompt","name":"x"}} | no such prompt
          completion/complete  | {"argument":{"name":"x","value":""},"ref":{"type":"ref/prompt","name":"rotate-key"}} | no such argument
          completion/complete  | {"argument":{"name":"id","value":""},"ref":{"type":"ref/resource"}} | Send the field uri
          completion/complete  | {"argument":{"name":"id","value":""},"ref":{"type":"ref/resource","uri":"x"}} | no such template
          completion/complete  | {"argument":{"name":"x","value":""},"ref":{"type":"ref/resource","uri":"kasava://keys/{id}"}} | no such template
          """)
  void paramsThatAreNotAsTheyShouldBeAreToldHow(String method, String params, String sentence) {
    RpcError error = error(me, method, params);

    assertThat(error.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(error.isAtFault()).isTrue();
    assertThat(error.message()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          tools/call     | {"name":"steal_keys"}           | There is no such tool
          resources/read | {"uri":"kasava://nothing"}      | no such key
          prompts/get    | {"name":"nothing"}              | There is no such prompt
          prompts/get    | {"name":"connect-client","arguments":{"client":"x"}} | The client has to be
          """)
  void whatIsNotThereIsRefusedWithoutFaultOfTheRequest(
      String method, String params, String sentence) {
    RpcError error = error(me, method, params);

    assertThat(error.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(error.isAtFault()).isFalse();
    assertThat(error.message()).contains(sentence);
  }

  @Test
  void aMethodThatThereIsNotIsNotKnown() {
    assertThat(features.know("keys/steal")).isFalse();
    assertThat(error(me, "keys/steal", "{}").code()).isEqualTo(RpcError.METHOD_NOT_FOUND);
    assertThat(features.atOnce("keys/steal", params("{}"), call(me))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools/list",
        "tools/call",
        "resources/list",
        "resources/templates/list",
        "resources/read",
        "prompts/list",
        "prompts/get",
        "completion/complete"
      })
  void theOthersAre(String method) {
    assertThat(features.know(method)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resources/list", "resources/templates/list"})
  void whoeverMayNotReadSeesEmptyLists(String method) {
    String field = method.equals("resources/list") ? "resources" : "resourceTemplates";

    assertThat(result(blind, method, "{}").path(field).isEmpty()).isTrue();
    assertThat(result(me, method, "{}").path(field).isEmpty()).isFalse();
  }

  @Test
  void whoeverMayNotReadReadsNothing() {
    assertThat(error(blind, "resources/read", "{\"uri\":\"kasava://keys\"}").message())
        .contains("keys:read");
    assertThat(result(me, "resources/read", "{\"uri\":\"kasava://keys\"}").path("contents"))
        .hasSize(1);
  }

  @Test
  void toolsAndPromptsAreListedForThoseWhoMayUseThem() {
    assertThat(result(me, "tools/list", "{}").path("tools")).hasSizeGreaterThan(5);
    assertThat(result(blind, "tools/list", "{}").path("tools"))
        .extracting(tool -> tool.path("name").stringValue())
        .containsExactly("whoami");
    assertThat(result(me, "prompts/list", "{}").path("prompts")).hasSize(3);
    assertThat(result(blind, "prompts/list", "{}").path("prompts").isEmpty()).isTrue();
  }

  @Test
  void aToolBeyondTheCallersRightsIsRefusedWithinItsResult() {
    JsonNode result = result(blind, "tools/call", "{\"name\":\"list_api_keys\"}");

    assertThat(result.path("isError").booleanValue()).isTrue();
    assertThat(result.path("content").toString()).contains("keys:read");
    assertThat(result.has("structuredContent")).isFalse();
  }

  @Test
  void aPromptBeyondTheCallersRightsIsRefused() {
    assertThat(error(blind, "prompts/get", "{\"name\":\"audit-keys\"}").message())
        .contains("keys:read");
    JsonNode prompt = result(me, "prompts/get", "{\"name\":\"audit-keys\"}");
    assertThat(prompt.path("description").stringValue()).contains("deserves attention");
    assertThat(prompt.path("messages")).hasSize(1);
  }

  @Test
  void suggestionsAreForPromptsOfOnesOwn() {
    String asked =
        """
        {"argument":{"name":"client","value":"cur"},
         "ref":{"type":"ref/prompt","name":"connect-client"}}
        """;
    JsonNode completion = result(me, "completion/complete", asked).path("completion");

    assertThat(completion.path("values").toString()).isEqualTo("[\"cursor\"]");
    assertThat(completion.path("hasMore").booleanValue()).isFalse();
    assertThat(error(blind, "completion/complete", asked).message()).contains("no such prompt");
  }

  @Test
  void memoryAnswersWhatItCan() {
    assertThat(features.atOnce("tools/list", params("{}"), call(me)))
        .isInstanceOf(Handled.Done.class);
    assertThat(features.atOnce("prompts/list", params("{}"), call(me)))
        .isInstanceOf(Handled.Done.class);
    assertThat(features.atOnce("resources/templates/list", params("{}"), call(me)))
        .isInstanceOf(Handled.Done.class);
    assertThat(features.atOnce("resources/list", params("{}"), call(me))).isNull();
    assertThat(features.atOnce("tools/call", params("{\"name\":\"nothing\"}"), call(me))).isNull();
    assertThat(features.atOnce("tools/call", params("{\"name\":\"list_api_keys\"}"), call(blind)))
        .isNull();
    assertThat(
            failed(
                    Objects.requireNonNull(
                        features.atOnce("tools/list", params("{\"cursor\":\"x\"}"), call(me))))
                .isAtFault())
        .isTrue();
  }

  @Test
  void whatARequestLacksIsOneScope() {
    assertThat(features.lacking("tools/call", params("{\"name\":\"list_api_keys\"}"), blind))
        .isEqualTo(Scope.KEYS_READ);
    assertThat(features.lacking("tools/call", params("{\"name\":\"list_api_keys\"}"), me)).isNull();
    assertThat(features.lacking("prompts/get", params("{\"name\":\"rotate-key\"}"), blind))
        .isEqualTo(Scope.KEYS_WRITE);
    assertThat(features.lacking("resources/read", params("{}"), blind)).isEqualTo(Scope.KEYS_READ);
    assertThat(features.lacking("tools/list", params("{}"), blind)).isNull();
    assertThat(features.lacking("tools/call", params("{\"name\":\"nothing\"}"), blind)).isNull();
  }

  @Test
  void aRequestCountsAsUseOrAsRejected() {
    Caller counted = installation.caller(installation.create("Counted", null, "deploy").secret());
    Usage before = usage(counted);

    features.count("tools/list", params("{}"), counted);
    features.count("tools/call", params("{\"name\":\"list_api_keys\"}"), counted);
    features.count("tools/list", params("{}"), operator());

    Usage after = usage(counted);
    assertThat(after.total() - before.total()).isEqualTo(1);
    assertThat(after.rejected() - before.rejected()).isEqualTo(1);
  }

  private Caller operator() {
    return new Caller(me.owner(), null, Scopes.DEFAULT, null, me.client(), me.door());
  }

  private Usage usage(Caller of) {
    return TestInstallation.done(
        installation.get().verbs().usage().read(me, Objects.requireNonNull(of.key()), null));
  }

  @Test
  void hintsAreWhatATypeOfToolPromises() {
    JsonNode tools = result(me, "tools/list", "{}").path("tools");
    assertThat(List.of("list_api_keys", "create_api_key", "delete_api_key"))
        .extracting(name -> hints(tools, name))
        .containsExactly(
            "readOnly=true destructive=false idempotent=true openWorld=false",
            "readOnly=false destructive=false idempotent=true openWorld=false",
            "readOnly=false destructive=true idempotent=false openWorld=false");
  }

  private static String hints(JsonNode tools, String name) {
    for (JsonNode tool : tools) {
      if (tool.path("name").stringValue("").equals(name)) {
        JsonNode hints = tool.path("annotations");
        return "readOnly=%s destructive=%s idempotent=%s openWorld=%s"
            .formatted(
                hints.path("readOnlyHint"),
                hints.path("destructiveHint"),
                hints.path("idempotentHint"),
                hints.path("openWorldHint"));
      }
    }
    throw new AssertionError("no tool " + name);
  }
}
