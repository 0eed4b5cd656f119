package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

/** What revision 2026-07-28 asks of a server over HTTP, request by request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModernHttpTest {
  private TestServer server;
  private RawMcp raw;
  private ModernMcp modern;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    modern = new ModernMcp(raw, first());
  }

  @AfterAll
  void stop() {
    raw.close();
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(item -> names.add(item.path("name").stringValue("")));
    return names;
  }

  @Test
  void discoveryTellsWhatThereIs() {
    JsonNode result = modern.result("server/discover", "{}");
    assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(result.path("capabilities").path("resources").path("listChanged").booleanValue())
        .isTrue();
    assertThat(result.path("capabilities").has("logging")).isFalse();
    assertThat(result.path("instructions").stringValue()).contains("Secrets never pass through");
    JsonNode info = result.path("_meta").path("io.modelcontextprotocol/serverInfo");
    assertThat(info.path("name").stringValue()).isEqualTo("kasava-keys");
    assertThat(info.path("icons").get(0).path("src").stringValue())
        .startsWith("data:image/svg+xml;base64,");
  }

  @ParameterizedTest
  @CsvSource({
    "server/discover, {}, true",
    "tools/list, {}, true",
    "prompts/list, {}, true",
    "resources/list, {}, true",
    "resources/templates/list, {}, true",
    "resources/read, '{\"uri\":\"kasava://keys\"}', true",
    "tools/call, '{\"name\":\"whoami\"}', false",
    "prompts/get, '{\"name\":\"audit-keys\"}', false"
  })
  void resultsSayWhatTheyAreAndWhoMayKeepThem(String method, String params, boolean isCacheable) {
    JsonNode result = modern.result(method, params);
    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(result.path("_meta").path("io.modelcontextprotocol/serverInfo").path("version"))
        .isNotNull();
    assertThat(result.has("ttlMs")).isEqualTo(isCacheable);
    if (isCacheable) {
      assertThat(result.path("ttlMs").intValue()).isNotNegative();
      assertThat(result.path("cacheScope").stringValue()).isEqualTo("private");
    }
  }

  @Test
  void bothErasOfferTheSame() {
    String session = raw.begin(first());
    for (String method :
        new String[] {"tools/list", "prompts/list", "resources/list", "resources/templates/list"}) {
      JsonNode legacy =
          raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}", first(), session)
              .json()
              .path("result");
      ObjectNode now = (ObjectNode) modern.result(method, "{}");
      now.remove(List.of("resultType", "ttlMs", "cacheScope", "_meta"));
      assertThat(now).as(method).isEqualTo(legacy);
    }
  }

  @Test
  void onlyWhatTheKeyMayDoIsListedAndTheRestRefused() {
    var key = server.installation().create("Verifier", null, "keys:verify");
    ModernMcp narrow = new ModernMcp(raw, key.secret());
    assertThat(names(narrow.result("tools/list", "{}").path("tools"))).containsExactly("whoami");
    assertThat(narrow.result("prompts/list", "{}").path("prompts").isEmpty()).isTrue();
    assertThat(narrow.result("resources/list", "{}").path("resources").isEmpty()).isTrue();
    JsonNode refused = narrow.call("list_api_keys", "{}").json().path("result");
    assertThat(refused.path("isError").booleanValue()).isTrue();
    assertThat(refused.path("content").get(0).path("text").stringValue()).contains("keys:read");
    assertThat(narrow.ask("resources/read", "{\"uri\":\"kasava://keys\"}").errorCode())
        .isEqualTo(-32602);
    assertThat(narrow.ask("prompts/get", "{\"name\":\"audit-keys\"}").errorCode())
        .isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"_meta\":{}}",
        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}",
        "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":7}}",
        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{},"
            + "\"io.modelcontextprotocol/logLevel\":\"loud\"}}"
      })
  void requestsWithoutTheirMetadataAreMalformed(String params) {
    RawMcp.Answer answer =
        raw.post(
            "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":" + params + "}",
            modern.headers("tools/list", modern.params("{}")));
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.json().path("id").intValue()).isEqualTo(9);
  }

  @Test
  void aClientNeedNotSayItsName() {
    ObjectNode params = modern.params("{}");
    ObjectNode body = modern.params(modern.body("tools/list", params));
    ((ObjectNode) body.path("params").path("_meta")).remove(ModernMcp.PREFIX + "clientInfo");
    assertThat(raw.post(body.toString(), modern.headers("tools/list", params)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          MCP-Protocol-Version | -           | -32020
          MCP-Protocol-Version | 2025-11-25  | -32020
          MCP-Protocol-Version | 1999-01-01  | -32020
          Mcp-Method           | -           | -32020
          Mcp-Method           | tools/list  | -32020
          Mcp-Method           | TOOLS/CALL  | -32020
          Mcp-Name             | -           | -32020
          Mcp-Name             | list_api_keys | -32020
          Mcp-Name             | WHOAMI      | -32020
          Mcp-Name             | =?base64?d2hvYW1p | -32020
          Mcp-Name             | =?base64?d2hvYW1?= | -32020
          Mcp-Name             | =?base64?d2hvYW1p=?= | -32020
          Mcp-Name             | =?base64??= | -32020
          Mcp-Name             | =?base64?/w==?= | -32020
          """)
  void headersThatDoNotSayWhatTheBodySaysAreRefused(String header, String value, int code) {
    ObjectNode params = modern.params("{\"name\":\"whoami\"}");
    String body = modern.body("tools/call", params);
    Map<String, String> headers = modern.headers("tools/call", params);
    if (value == null) {
      headers.remove(header);
    } else {
      headers.put(header, value);
    }
    RawMcp.Answer answer = raw.post(body, headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(code);
  }

  @Test
  void namesMayBeEncoded() {
    ObjectNode params = modern.params("{\"uri\":\"kasava://keys\"}");
    Map<String, String> headers = modern.headers("resources/read", params);
    headers.put(
        "mcp-name",
        "=?base64?"
            + Base64.getEncoder().encodeToString("kasava://keys".getBytes(StandardCharsets.UTF_8))
            + "?=");
    headers.remove("Mcp-Name");
    assertThat(raw.post(modern.body("resources/read", params), headers).status()).isEqualTo(200);
  }

  @Test
  void anotherRevisionIsRefusedWithTheOnesThereAre() {
    ObjectNode params = modern.params("{}");
    String body = modern.body("tools/list", params).replace("\"" + ModernMcp.VERSION, "\"v999.0.0");
    Map<String, String> headers = modern.headers("tools/list", params);
    headers.put("MCP-Protocol-Version", "v999.0.0");
    RawMcp.Answer answer = raw.post(body, headers);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32022);
    JsonNode data = answer.json().path("error").path("data");
    assertThat(data.path("requested").stringValue()).isEqualTo("v999.0.0");
    assertThat(data.path("supported").toString()).isEqualTo("[\"2026-07-28\"]");
  }

  @Test
  void aRevisionThatIsNoneIsNotEchoed() {
    ObjectNode params = modern.params("{}");
    String odd = server.installation().firstKey().secret().reveal();
    Map<String, String> headers = modern.headers("tools/list", params);
    headers.put("MCP-Protocol-Version", odd);
    RawMcp.Answer answer =
        raw.post(
            modern.body("tools/list", params).replace("\"" + ModernMcp.VERSION, "\"" + odd),
            headers);
    assertThat(answer.errorCode()).isEqualTo(-32022);
    assertThat(answer.body()).doesNotContain(odd);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "keys/steal"
      })
  void methodsThatThisRevisionDoesNotHaveAreNotFound(String method) {
    RawMcp.Answer answer = modern.ask(method, "{}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo(-32601);
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void thereIsPostAlone() {
    Map<String, String> headers = modern.headers("tools/list", modern.params("{}"));
    for (String method : new String[] {"GET", "DELETE"}) {
      RawMcp.Answer answer = raw.send(method, new byte[0], headers);
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
  }

  @Test
  void notificationsAreAcceptedAndResponsesAreNot() {
    Map<String, String> headers = modern.headers("notifications/cancelled", modern.params("{}"));
    RawMcp.Answer accepted =
        raw.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}", headers);
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.body()).isEmpty();
    assertThat(raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", headers).status())
        .isEqualTo(400);
  }

  @Test
  void aSessionIdIsNeitherNeededNorMinded() {
    ObjectNode params = modern.params("{}");
    Map<String, String> headers = modern.headers("tools/list", params);
    headers.put("Mcp-Session-Id", "whatever");
    headers.put("Last-Event-ID", "7");
    RawMcp.Answer answer = raw.post(modern.body("tools/list", params), headers);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void whatIsNotThereIsInvalidParams() {
    for (String[] request :
        new String[][] {
          {"tools/call", "{\"name\":\"reveal\"}"},
          {"prompts/get", "{\"name\":\"reveal\"}"},
          {"resources/read", "{\"uri\":\"kasava://keys/key_0000000000000000000000\"}"},
          {"resources/read", "{\"uri\":\"file:///etc/passwd\"}"},
          {"tools/list", "{\"cursor\":\"x\"}"},
          {"resources/list", "{\"cursor\":\"x\"}"},
          {"completion/complete", "{}"},
          {"subscriptions/listen", "{}"}
        }) {
      RawMcp.Answer answer = modern.ask(request[0], request[1]);
      assertThat(answer.errorCode()).as(answer.body()).isEqualTo(-32602);
    }
  }

  @Test
  void transportErrorsAreJsonRpc() {
    Map<String, String> headers = modern.headers("tools/list", modern.params("{}"));
    headers.remove("Authorization");
    RawMcp.Answer none = raw.post("{}", headers);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.errorCode()).isEqualTo(401);
    assertThat(none.json().path("error").path("message").stringValue()).contains("Bearer");
    headers.put("Authorization", "Bearer " + first().reveal());
    headers.put("Content-Type", "text/plain");
    assertThat(raw.post("{}", headers).errorCode()).isEqualTo(415);
    headers.put("Content-Type", "application/json");
    headers.put("Origin", "https://evil.example");
    assertThat(raw.post("{}", headers).errorCode()).isEqualTo(403);
  }
}
