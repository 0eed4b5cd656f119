package dev.kasava.keys.mcp.bridge;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.MemoryKeychain.Fault;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** New secrets that the bridge puts into the keychain, and its own that it exchanges in place. */
final class BridgeDeliveryTest {
  private static final Pattern SECRET = Pattern.compile("ksa_[0-9A-Za-z]{38}");

  /** How the client speaks, which can be asked for everything. */
  enum Era {
    LEGACY,
    MODERN
  }

  private final Json json = new Json();
  private final AtomicInteger lastId = new AtomicInteger(100);
  private final MemoryKeychain keychain = new MemoryKeychain();
  private final TestServer server;
  private final URI url;
  private final Account own;
  private final Issue.Claimed tool;
  private final BridgeClient client;
  private Optional<Credential> named = Optional.empty();

  BridgeDeliveryTest(@TempDir Path folder) {
    server = TestServer.in(folder.resolve("server"));
    url = URI.create(server.url());
    own = new Account(url, "cursor");
    tool = server.installation().create("cursor", null, "keys:read", "keys:write");
    assertThat(keychain.put(own, tool.secret())).isInstanceOf(Keychain.Change.Done.class);
    client =
        new BridgeClient(
            url,
            () -> new Credential.Found(kept(own), Credential.Source.KEYCHAIN, "memory"),
            new Keeping(own, () -> keychain, () -> named, folder.resolve("settings")));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    assertThat(SECRET.matcher(client.everything()).find()).as("no secret passes").isFalse();
  }

  private Secret kept(Account account) {
    return switch (keychain.get(account)) {
      case Keychain.Lookup.Found(Secret secret) -> secret;
      case Keychain.Lookup.Missing missing -> throw new AssertionError("nothing is kept");
      case Keychain.Lookup.Failed failed -> throw new AssertionError(failed.trouble());
    };
  }

  private int statusOf(Secret secret) {
    return server.call("GET", "/api/v1/me", secret, null).status();
  }

  private String idOfTool() {
    return tool.key().key().id().value();
  }

  /**
   * @param capabilities what the client can be asked
   */
  private void begin(Era era, String capabilities) {
    if (era == Era.LEGACY) {
      client.ask(
          """
          {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
          "capabilities":CAPABILITIES,"clientInfo":{"name":"cursor","version":"1"}}}\
          """
              .replace("CAPABILITIES", capabilities));
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }
    this.capabilities = capabilities;
  }

  private String capabilities = "{}";

  private ObjectNode request(Era era, String method, Map<String, ?> params) {
    ObjectNode request = json.mapper().createObjectNode();
    request.put("jsonrpc", "2.0").put("id", lastId.incrementAndGet()).put("method", method);
    ObjectNode given = json.mapper().valueToTree(params);
    if (era == Era.MODERN) {
      ObjectNode meta = given.putObject("_meta");
      meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
      meta.putObject("io.modelcontextprotocol/clientInfo")
          .put("name", "cursor")
          .put("version", "1");
      meta.set("io.modelcontextprotocol/clientCapabilities", json.mapper().readTree(capabilities));
    }
    request.set("params", given);
    return request;
  }

  private JsonNode call(Era era, String name, Map<String, ?> arguments) {
    return client
        .ask(request(era, "tools/call", Map.of("name", name, "arguments", arguments)).toString())
        .path("result");
  }

  /** A call in which the person is asked, and does this. */
  private JsonNode callAndReply(Era era, String name, Map<String, ?> arguments, String action) {
    String reply = "{\"action\":\"" + action + "\",\"content\":{}}";
    ObjectNode request = request(era, "tools/call", Map.of("name", name, "arguments", arguments));
    if (era == Era.LEGACY) {
      client.send(request.toString());
      JsonNode question = client.question();
      assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":" + reply + "}");
      return client.answerTo(request.path("id").intValue()).path("result");
    }
    JsonNode asked = client.ask(request.toString()).path("result");
    assertThat(asked.path("resultType").stringValue("")).isEqualTo("input_required");
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("name", name);
    params.put("arguments", arguments);
    params.put("inputResponses", Map.of("agree", json.mapper().readTree(reply)));
    params.put("requestState", asked.path("requestState"));
    return client.ask(request(era, "tools/call", params).toString()).path("result");
  }

  private static String text(JsonNode result) {
    return result.path("content").path(0).path("text").stringValue("");
  }

  private static boolean isError(JsonNode result) {
    return result.path("isError").booleanValue(false);
  }

  private void isDelivered(JsonNode result, String name) {
    assertThat(isError(result)).as("%s", result).isFalse();
    JsonNode structured = result.path("structuredContent");
    assertThat(structured.path("deliveredTo").stringValue("")).isEqualTo("the test's memory");
    assertThat(structured.has("claimUrl")).isFalse();
    assertThat(structured.path("key").path("name").stringValue("")).isEqualTo(name);
    assertThat(structured.path("key").path("preview").stringValue(""))
        .hasSize("ksa_****".length() + 4);
    assertThat(text(result)).contains("the test's memory").doesNotContain("/claim");
  }

  private JsonNode tools(Era era) {
    return client.ask(request(era, "tools/list", Map.of()).toString()).path("result").path("tools");
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void theToolsThatIssueSecretsOfferTheKeychain(Era era) {
    begin(era, "{}");
    JsonNode tools = tools(era);
    assertThat(tools.size()).isEqualTo(9);
    for (JsonNode listed : tools) {
      String name = listed.path("name").stringValue();
      JsonNode offer = listed.path("inputSchema").path("properties").path("deliverTo");
      if (name.equals("create_api_key") || name.equals("regenerate_api_key")) {
        assertThat(offer.path("enum").path(0).stringValue("")).isEqualTo("keychain");
        assertThat(offer.path("description").stringValue("")).contains("kasava exec");
      } else {
        assertThat(offer.isMissingNode()).as(name).isTrue();
      }
    }
  }

  /** Also where the person could be handed the link: there is nothing to be asked. */
  @ParameterizedTest
  @EnumSource(Era.class)
  void aNewKeysSecretIsPutIntoTheKeychainUnderItsName(Era era) {
    begin(era, "{\"elicitation\":{\"form\":{},\"url\":{}}}");
    JsonNode result =
        call(era, "create_api_key", Map.of("name", "CI / CD", "deliverTo", "keychain"));
    isDelivered(result, "CI / CD");
    assertThat(text(result))
        .contains("kasava exec --server http")
        .contains(" --var VARIABLE -- COMMAND");
    assertThat(statusOf(kept(Account.ofKey(url, "CI / CD")))).isEqualTo(200);
    JsonNode schema =
        tools(era)
            .valueStream()
            .filter(listed -> listed.path("name").stringValue("").equals("create_api_key"))
            .findFirst()
            .orElseThrow()
            .path("outputSchema");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(result.path("structuredContent")))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void withoutItTheLinkIsForAPersonAsBefore(Era era) {
    begin(era, "{}");
    JsonNode result = call(era, "create_api_key", Map.of("name", "CI"));
    assertThat(result.path("structuredContent").path("claimUrl").stringValue(""))
        .endsWith("/claim");
    assertThat(text(result)).contains("Ask the person to open");
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void nothingIsMadeThatCouldNotBeKept(Era era) {
    begin(era, "{}");
    assertThat(isError(call(era, "whoami", Map.of()))).isFalse();
    keychain.failWith(Trouble.LOCKED);
    JsonNode result = call(era, "create_api_key", Map.of("name", "CI", "deliverTo", "keychain"));
    keychain.failWith(null);
    assertThat(isError(result)).isTrue();
    assertThat(text(result)).contains("The keychain is locked.").contains("Nothing was done.");
    assertThat(server.call("GET", "/api/v1/keys?search=CI", null).json().path("keys").size())
        .isZero();
    JsonNode elsewhere =
        call(era, "create_api_key", Map.of("name", "CI", "deliverTo", "clipboard"));
    assertThat(text(elsewhere)).contains("deliverTo can be \"keychain\"");
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aKeyWhoseSecretWasNotKeptIsDeletedAgain(Era era) {
    begin(era, "{}");
    keychain.failPutting(Fault.KEEPS_THE_OLD);
    JsonNode result = call(era, "create_api_key", Map.of("name", "CI", "deliverTo", "keychain"));
    assertThat(isError(result)).isTrue();
    assertThat(result.has("structuredContent")).isFalse();
    assertThat(text(result)).contains(Trouble.TIMEOUT.sentence()).contains("deleted again");
    assertThat(server.call("GET", "/api/v1/keys?search=CI", null).json().path("keys").size())
        .isZero();
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void anotherKeyIsRegeneratedOnceThePersonAgrees(Era era) {
    begin(era, "{\"elicitation\":{\"form\":{},\"url\":{}}}");
    Issue.Claimed other = server.installation().create("Worker", null, "keys:read");
    Map<String, String> wish =
        Map.of("id", other.key().key().id().value(), "deliverTo", "keychain");
    JsonNode declined = callAndReply(era, "regenerate_api_key", wish, "decline");
    assertThat(text(declined)).contains("declined");
    assertThat(statusOf(other.secret())).isEqualTo(200);

    isDelivered(callAndReply(era, "regenerate_api_key", wish, "accept"), "Worker");
    assertThat(statusOf(other.secret())).isEqualTo(401);
    assertThat(statusOf(kept(Account.ofKey(url, "Worker")))).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void whereNobodyCanBeAskedTheNameStandsForTheAgreement(Era era) {
    begin(era, "{}");
    Issue.Claimed other = server.installation().create("Worker", null, "keys:read");
    String id = other.key().key().id().value();
    JsonNode dryRun = call(era, "regenerate_api_key", Map.of("id", id, "deliverTo", "keychain"));
    assertThat(dryRun.path("structuredContent").path("dryRun").booleanValue()).isTrue();
    assertThat(statusOf(other.secret())).isEqualTo(200);
    keychain.failPutting(Fault.KEEPS_THE_OLD);
    Map<String, String> confirmed = Map.of("id", id, "deliverTo", "keychain", "confirm", "Worker");
    JsonNode lost = call(era, "regenerate_api_key", confirmed);
    assertThat(text(lost)).contains("The new secret is lost");
    isDelivered(call(era, "regenerate_api_key", confirmed), "Worker");
    assertThat(statusOf(kept(Account.ofKey(url, "Worker")))).isEqualTo(200);
  }

  private long requests() {
    return done(server
            .installation()
            .get()
            .verbs()
            .usage()
            .read(server.installation().firstCaller(), tool.key().key().id(), null))
        .total();
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void theToolsOwnKeyIsExchangedInPlaceAndItsSessionGoesOn(Era era) {
    begin(era, "{\"elicitation\":{\"form\":{}}}");
    Map<String, String> wish = Map.of("id", idOfTool(), "deliverTo", "keychain");
    assertThat(text(callAndReply(era, "regenerate_api_key", wish, "cancel")))
        .contains("did not decide");
    JsonNode result = callAndReply(era, "regenerate_api_key", wish, "accept");
    isDelivered(result, "cursor");
    assertThat(text(result)).contains("The old one no longer works.");
    assertThat(statusOf(tool.secret())).isEqualTo(401);
    assertThat(Credentials.isSame(kept(own), tool.secret())).isFalse();
    assertThat(statusOf(kept(own))).isEqualTo(200);

    long before = requests();
    assertThat(text(call(era, "whoami", Map.of()))).contains("cursor");
    assertThat(requests()).as("no session was begun anew").isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource(Era.class)
  void aKeychainThatDoesNotTakeTheOwnSecretLosesNothing(Era era) {
    begin(era, "{}");
    Map<String, String> wish =
        Map.of("id", idOfTool(), "deliverTo", "keychain", "confirm", "cursor");
    keychain.failPutting(Fault.KEEPS_THE_OLD);
    JsonNode failed = call(era, "regenerate_api_key", wish);
    assertThat(isError(failed)).isTrue();
    assertThat(text(failed)).contains("The old secret stays in use, and nothing is lost.");
    assertThat(isError(call(era, "whoami", Map.of()))).isFalse();
    assertThat(Credentials.isSame(kept(own), tool.secret())).isTrue();

    isDelivered(call(era, "regenerate_api_key", wish), "cursor");
    assertThat(statusOf(tool.secret())).isEqualTo(401);
    assertThat(isError(call(era, "whoami", Map.of()))).isFalse();
  }

  @Test
  void theOwnKeyIsNotEndedBeforeTheNewOneWorks() {
    begin(Era.LEGACY, "{}");
    for (Map<String, Object> wish :
        java.util.List.<Map<String, Object>>of(
            Map.of("id", idOfTool(), "deliverTo", "keychain", "revokeNow", true),
            Map.of("id", idOfTool(), "deliverTo", "keychain", "overlapSeconds", 60))) {
      JsonNode result = call(Era.LEGACY, "regenerate_api_key", wish);
      assertThat(isError(result)).isTrue();
      assertThat(text(result)).contains("Leave overlapSeconds and revokeNow out");
    }
    named = Optional.of(new Credential.Missing());
    JsonNode result =
        call(Era.LEGACY, "regenerate_api_key", Map.of("id", idOfTool(), "deliverTo", "keychain"));
    assertThat(text(result))
        .contains("The environment names the key")
        .contains("Nothing was done.");
    assertThat(statusOf(tool.secret())).isEqualTo(200);
  }

  @Test
  void aSecretThatSomebodyElseKeptMeanwhileIsTheOneThatIsExchanged() {
    begin(Era.LEGACY, "{}");
    assertThat(isError(call(Era.LEGACY, "whoami", Map.of()))).isFalse();
    Secret theirs =
        dev.kasava.keys.key.KeyFormat.parseAny(
                server
                    .call(
                        "POST",
                        "/api/v1/keys/" + idOfTool() + "/regenerate",
                        Map.of("untilFirstUse", true))
                    .json()
                    .path("secret")
                    .stringValue())
            .orElseThrow();
    assertThat(keychain.put(own, theirs)).isInstanceOf(Keychain.Change.Done.class);
    JsonNode result =
        call(
            Era.LEGACY,
            "regenerate_api_key",
            Map.of("id", idOfTool(), "deliverTo", "keychain", "confirm", "cursor"));
    isDelivered(result, "cursor");
    assertThat(statusOf(tool.secret())).isEqualTo(401);
    assertThat(statusOf(theirs)).isEqualTo(401);
    assertThat(statusOf(kept(own))).isEqualTo(200);
    assertThat(isError(call(Era.LEGACY, "whoami", Map.of()))).isFalse();
  }
}
