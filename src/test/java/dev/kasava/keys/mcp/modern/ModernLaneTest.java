package dev.kasava.keys.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.feature.Content;
import dev.kasava.keys.mcp.feature.Prompt;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Resources;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request of the newer era is answered, whatever carries it. */
final class ModernLaneTest {
  private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private TestLanes lanes;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lanes = TestLanes.over(installation, catalogue());
  }

  @AfterEach
  void close() {
    installation.close();
  }

  /** What asks, with and without keeping something, and says what came back. */
  private static Catalogue catalogue() {
    return new Catalogue(
        new Catalogue.Server("test", "Test", "7", "For tests.", List.of()),
        "Ask away.",
        true,
        List.of(
            tool("ask", (call, arguments) -> asking(call, "kept")),
            tool("ask-lightly", (call, arguments) -> asking(call, null)),
            tool("say", (call, arguments) -> said("at once"))),
        new Texts(),
        List.of(
            new Prompt("greet", "Greet", "Greets.", List.of(), null, (call, given) -> greeting())));
  }

  private static Tool tool(String name, Tool.Action action) {
    return new Tool(
        name, name, name, Tool.Hints.READS, List.of(), "{\"type\":\"object\"}", null, null, action);
  }

  private static Answer<Tool.Result> said(String text) {
    return new Answer.Given<>(new Tool.Result(null, List.of(Content.text(text))));
  }

  private static Answer<List<Prompt.Message>> greeting() {
    return new Answer.Given<>(List.of(Prompt.Message.user("Good day.")));
  }

  private static Answer<Tool.Result> asking(Call call, @Nullable String keep) {
    return switch (call.round()) {
      case Round.First first ->
          new Answer.Asking<>(Map.of("sure", Question.agreement("Sure?")), keep);
      case Round.Unproven(var replies) -> said("unproven " + replies.keySet());
      case Round.Later later -> said(later.kept() + " " + later.reply("sure").decision());
    };
  }

  /** One text, behind a question where its address says so. */
  private static final class Texts implements Resources {
    @Override
    public @Nullable Scope needed() {
      return null;
    }

    @Override
    public Answer<Page> list(Call call, @Nullable String cursor) {
      return new Answer.Given<>(new Page(List.of(), null));
    }

    @Override
    public List<Template> templates() {
      return List.of();
    }

    @Override
    public Answer<List<Content.Contents>> read(Call call, String uri) {
      if (uri.equals("test://nothing")) {
        return Answer.refused(new Refusal.NotFound());
      }
      return uri.equals("test://asks") && call.round() instanceof Round.First
          ? new Answer.Asking<>(Map.of("sure", Question.agreement("Sure?")), "")
          : new Answer.Given<>(List.of(new Content.Contents(uri, "text/plain", "text", null)));
    }

    @Override
    public Optional<Watched> watched(Caller caller, String uri) {
      return Optional.empty();
    }
  }

  private Caller me() {
    return installation.firstCaller();
  }

  private Heard ask(String method, String params) {
    return lanes.ask(me(), method, params, FORMS, new Cancellation());
  }

  private static String text(Heard heard) {
    return heard.result().path("content").path(0).path("text").stringValue("");
  }

  private static String again(String name, String state, String responses) {
    ObjectNode params = new Json().mapper().createObjectNode();
    params.put("name", name).put("requestState", state);
    params.set("inputResponses", new Json().mapper().readTree(responses));
    return params.toString();
  }

  @Test
  void discoveryTellsWhatThereIs() {
    JsonNode result = lanes.ask(me(), "server/discover", "{}").result();

    assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(result.path("capabilities").path("tools").isObject()).isTrue();
    assertThat(result.path("instructions").stringValue()).isEqualTo("Ask away.");
    assertThat(server(result).path("description").stringValue()).isEqualTo("For tests.");
  }

  private static JsonNode server(JsonNode result) {
    return result.path("_meta").path("io.modelcontextprotocol/serverInfo");
  }

  @ParameterizedTest
  @CsvSource({
    "server/discover, {}, 300000",
    "tools/list, {}, 300000",
    "prompts/list, {}, 300000",
    "resources/templates/list, {}, 300000",
    "resources/list, {}, 0",
    "resources/read, '{\"uri\":\"test://text\"}', 0",
    "tools/call, '{\"name\":\"say\"}', -1",
    "prompts/get, '{\"name\":\"greet\"}', -1"
  })
  void resultsSayForHowLongWhoMayKeepThem(String method, String params, int ttl) {
    JsonNode result = ask(method, params).result();

    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(result.path("ttlMs").intValue(-1)).isEqualTo(ttl);
    assertThat(result.path("cacheScope").stringValue("-")).isEqualTo(ttl < 0 ? "-" : "private");
    assertThat(server(result).path("name").stringValue()).isEqualTo("test");
    assertThat(server(result).path("version").stringValue()).isEqualTo("7");
  }

  @Test
  void anUnknownMethodIsToldSo() {
    assertThat(ask("ping", "{}").code()).isEqualTo(RpcError.METHOD_NOT_FOUND);
  }

  @Test
  void whatIsRefusedSaysWhy() {
    assertThat(ask("resources/read", "{\"uri\":\"test://nothing\"}").code())
        .isEqualTo(RpcError.INVALID_PARAMS);
  }

  @Test
  void aQuestionGoesOutAndItsReplyComesBackWithWhatWasKept() {
    Heard asked = ask("tools/call", "{\"name\":\"ask\"}");
    JsonNode result = asked.result();

    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    JsonNode question = result.path("inputRequests").path("sure");
    assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(question.path("params").path("message").stringValue()).isEqualTo("Sure?");
    assertThat(server(result).path("name").stringValue()).isEqualTo("test");

    String state = result.path("requestState").stringValue();
    String accepted = "{\"sure\":{\"action\":\"accept\"}}";
    assertThat(text(ask("tools/call", again("ask", state, accepted)))).isEqualTo("kept ACCEPTED");
  }

  @Test
  void aReplyThatIsNoneIsNoReply() {
    String state = state("ask");

    assertThat(text(ask("tools/call", again("ask", state, "{\"sure\":true}"))))
        .isEqualTo("kept NONE");
  }

  private String state(String tool) {
    return ask("tools/call", "{\"name\":\"" + tool + "\"}")
        .result()
        .path("requestState")
        .stringValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"nonsense\"", "7", "null"})
  void aStateThatIsNoneIsRefused(String state) {
    Heard heard = ask("tools/call", "{\"name\":\"ask\",\"requestState\":" + state + "}");

    assertThat(heard.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(heard.last().toString()).contains("Send the request again without it");
  }

  @Test
  void aStateIsGoodForItsOwnRequestAlone() {
    assertThat(ask("tools/call", again("ask-lightly", state("ask"), "{}")).code())
        .isEqualTo(RpcError.INVALID_PARAMS);
  }

  @Test
  void whatNothingWasKeptWithHasNoState() {
    JsonNode result = ask("tools/call", "{\"name\":\"ask-lightly\"}").result();

    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    assertThat(result.has("requestState")).isFalse();
    assertThat(
            text(
                ask(
                    "tools/call",
                    "{\"name\":\"ask-lightly\",\"inputResponses\":{\"sure\":{},\"x\":1}}")))
        .isEqualTo("unproven [sure]");
  }

  @Test
  void noRepliesAreTheFirstRound() {
    assertThat(
            ask("tools/call", "{\"name\":\"ask-lightly\",\"inputResponses\":{}}")
                .result()
                .path("resultType")
                .stringValue())
        .isEqualTo("input_required");
  }

  @Test
  void whatAPersonWasAskedForIsNotKept() {
    JsonNode asked = ask("resources/read", "{\"uri\":\"test://asks\"}").result();
    ObjectNode params = new Json().mapper().createObjectNode();
    params.put("uri", "test://asks").put("requestState", asked.path("requestState").stringValue());

    JsonNode result = ask("resources/read", params.toString()).result();

    assertThat(result.path("contents")).hasSize(1);
    assertThat(result.has("ttlMs")).isFalse();
  }

  @Test
  void aClientThatDidNotSayThatItCanIsNotAsked() {
    Heard heard = lanes.ask(me(), "tools/call", "{\"name\":\"ask\"}");

    assertThat(heard.code()).isEqualTo(RpcError.MISSING_CAPABILITY);
    assertThat(heard.last().path("error").path("data").toString())
        .isEqualTo("{\"requiredCapabilities\":{\"elicitation\":{\"form\":{}}}}");
  }

  @Test
  void whatIsMalformedIsRefusedAndCounted() {
    long before = usage().total();

    Heard heard =
        answer(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}",
            Runnable::run);

    assertThat(heard.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(usage().total() - before).isEqualTo(1);
  }

  private Usage usage() {
    return TestInstallation.done(
        installation.get().verbs().usage().read(me(), Objects.requireNonNull(me().key()), null));
  }

  @ParameterizedTest
  @CsvSource({"cursor-vscode, cursor", "nobody-knows-me, curl"})
  void aKnownNameTellsMoreThanTheHeaderAndAnUnknownOneDoesNot(String name, String counted) {
    List<Client> before = clients();

    answer(
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{
         "io.modelcontextprotocol/protocolVersion":"2026-07-28",
         "io.modelcontextprotocol/clientCapabilities":{},
         "io.modelcontextprotocol/clientInfo":{"name":"%s"}}}}
        """
            .formatted(name),
        Runnable::run);

    assertThat(before).isEmpty();
    assertThat(clients()).extracting(Client::code).containsExactly(counted);
  }

  private List<Client> clients() {
    return usage().byClient().stream().map(Usage.ByClient::client).toList();
  }

  @Test
  void whatMemoryKnowsIsAnsweredAtOnceAndTheRestAside() {
    List<Runnable> aside = new ArrayList<>();
    Heard listed = answer(request("tools/list", ""), aside::add);
    assertThat(listed.messages()).hasSize(1);
    assertThat(aside).isEmpty();

    Heard called = answer(request("tools/call", "\"name\":\"say\","), aside::add);
    assertThat(called.messages()).isEmpty();
    assertThat(aside).hasSize(1);
    aside.getFirst().run();
    assertThat(text(called)).isEqualTo("at once");
  }

  private static String request(String method, String fields) {
    return """
    {"jsonrpc":"2.0","id":1,"method":"%s","params":{%s"_meta":{
     "io.modelcontextprotocol/protocolVersion":"2026-07-28",
     "io.modelcontextprotocol/clientCapabilities":{}}}}
    """
        .formatted(method, fields);
  }

  private Heard answer(String request, Executor aside) {
    return lanes.answer(TestLanes.request(request), me(), new Cancellation(), aside);
  }
}
