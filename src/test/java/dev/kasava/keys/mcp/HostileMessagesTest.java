package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.mcp.RawMcp.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is posted, a clear 4xx or error goes out, and the session lives on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileMessagesTest {
  private TestServer server;
  private RawMcp raw;
  private String session;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    session = raw.begin(key());
  }

  @AfterAll
  void stop() {
    raw.close();
    server.close();
  }

  private Secret key() {
    return server.installation().firstKey().secret();
  }

  private void holds(String why, Answer answer) {
    assertThat(answer.status()).as("%s: %s", why, answer.body()).isLessThan(500);
    assertThat(answer.body())
        .as(why)
        .doesNotContain("Exception", "jackson", "java.", "\\tat ", "reactor", key().reveal());
    assertThat(raw.post(RawMcp.PING, key(), session).body()).as(why).contains("\"result\":{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          no JSON             | {                                                    | 400 | -32700
          empty               |                                                      | 400 | -32700
          blank               | \\u0020                                              | 400 | -32700
          NaN                 | {"jsonrpc":"2.0","id":NaN,"method":"ping"}           | 400 | -32700
          field twice         | {"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}      | 400 | -32700
          more after the end  | {"jsonrpc":"2.0","id":1,"method":"ping"} {}          | 400 | -32700
          null                | null                                                 | 400 | -32600
          a text              | "ping"                                               | 400 | -32600
          empty batch         | []                                                   | 400 | -32600
          batch               | [{"jsonrpc":"2.0","id":1,"method":"ping"}]           | 400 | -32600
          no version          | {"id":1,"method":"ping"}                             | 400 | -32600
          version 1.0         | {"jsonrpc":"1.0","id":1,"method":"ping"}             | 400 | -32600
          version a number    | {"jsonrpc":2.0,"id":1,"method":"ping"}               | 400 | -32600
          id null             | {"jsonrpc":"2.0","id":null,"method":"ping"}          | 400 | -32600
          id an object        | {"jsonrpc":"2.0","id":{},"method":"ping"}            | 400 | -32600
          id true             | {"jsonrpc":"2.0","id":true,"method":"ping"}          | 400 | -32600
          id a fraction       | {"jsonrpc":"2.0","id":1.5,"method":"ping"}           | 400 | -32600
          id too large        | {"jsonrpc":"2.0","id":1e99,"method":"ping"}          | 400 | -32600
          method a number     | {"jsonrpc":"2.0","id":1,"method":5}                  | 400 | -32600
          method empty        | {"jsonrpc":"2.0","id":1,"method":""}                 | 400 | -32600
          another case        | {"jsonrpc":"2.0","id":1,"Method":"ping"}             | 400 | -32600
          params an array     | {"jsonrpc":"2.0","id":1,"method":"ping","params":[]} | 400 | -32600
          nothing at all      | {"jsonrpc":"2.0"}                                    | 400 | -32600
          result and error    | {"jsonrpc":"2.0","id":1,"result":{},"error":{}}      | 400 | -32600
          error of no shape   | {"jsonrpc":"2.0","id":1,"error":7}                   | 400 | -32600
          unknown method      | {"jsonrpc":"2.0","id":1,"method":"keys/steal"}       | 200 | -32601
          discovery           | {"jsonrpc":"2.0","id":1,"method":"server/discover"}  | 400 | -32020
          a resource          | {"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}} | 200 | -32002
          tool unnamed        | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}                               | 400 | -32602
          no params           | {"jsonrpc":"2.0","id":1,"method":"tools/call"}                                           | 400 | -32602
          tool a number       | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":1}}                       | 400 | -32602
          tool unknown        | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"reveal"}}                | 200 | -32602
          arguments an array  | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":[]}} | 400 | -32602
          arguments null      | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":null}} | 400 | -32602
          meta a number       | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","_meta":5}}      | 400 | -32602
          meta on a list      | {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":[]}}                     | 400 | -32602
          cursor a number     | {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":5}}                     | 400 | -32602
          """)
  void aMessageThatCannotBeRightIsAnErrorOfItsKind(String why, String body, int status, int code) {
    String text = body == null ? "" : body.equals("\\u0020") ? " " : body;
    Answer answer = raw.post(text, key(), session);
    holds(why, answer);
    assertThat(answer.status()).as("%s: %s", why, answer.body()).isEqualTo(status);
    assertThat(answer.errorCode()).as("%s: %s", why, answer.body()).isEqualTo(code);
    assertThat(answer.json().path("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(answer.json().has("id")).as(answer.body()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"roots\":5",
        "\"roots\":{\"listChanged\":\"yes\"}",
        "\"sampling\":\"x\"",
        "\"elicitation\":[]",
        "\"elicitation\":{\"form\":7}",
        "\"experimental\":3"
      })
  void capabilitiesOfNoShapeAreInvalidParams(String capabilities) {
    Answer answer = begin("{" + capabilities + "}", "\"name\":\"raw\",\"version\":\"1\"");
    holds(capabilities, answer);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"roots\":{\"listChanged\":true},\"sampling\":{},\"elicitation\":{}}",
        "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{\"tools\":{},\"context\":{}}}",
        "{\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"sampling\":{\"createMessage\":{}}}}}",
        "{\"extensions\":{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":[\"text/html\"]}}}",
        "{\"experimental\":{\"anything\":{\"deep\":[1,2]}},\"ofTomorrow\":{\"x\":1}}"
      })
  void capabilitiesThatAreNewHereAreWelcome(String capabilities) {
    Answer answer =
        begin(
            capabilities,
            "\"name\":\"raw\",\"title\":\"Raw\",\"version\":\"1\",\"description\":\"d\","
                + "\"websiteUrl\":\"https://example.com\",\"icons\":[{\"src\":\"data:,\","
                + "\"mimeType\":\"image/png\",\"sizes\":[\"48x48\"],\"theme\":\"dark\"}]");
    holds(capabilities, answer);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":5,\"version\":\"1\"",
        "\"name\":\"raw\"",
        "\"name\":\"raw\",\"version\":\"1\",\"title\":5",
        "\"name\":\"raw\",\"version\":\"1\",\"icons\":7"
      })
  void clientsThatDoNotSayWhoTheyAreAreInvalidParams(String info) {
    Answer answer = begin("{}", info);
    holds(info, answer);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32602);
  }

  private Answer begin(String capabilities, String info) {
    return raw.post(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":"
            + capabilities
            + ",\"clientInfo\":{"
            + info
            + "}}}",
        RawMcp.headers(key(), null));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-26,2025-03-26",
    "2025-06-18,2025-06-18",
    "2025-11-25,2025-11-25",
    "1999-01-01,2025-11-25",
    "2026-07-28,2025-11-25",
    "'',2025-11-25"
  })
  void theRevisionIsAgreedOn(String wished, String agreed) {
    Answer answer =
        raw.post(RawMcp.INITIALIZE.replace("2025-11-25", wished), RawMcp.headers(key(), null));
    assertThat(answer.json().path("result").path("protocolVersion").stringValue(""))
        .as(answer.body())
        .isEqualTo(agreed);
  }

  @Test
  void depthIsLimited() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    Answer answer =
        raw.post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":" + deep + "}}",
            key(),
            session);
    holds("deep", answer);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32700);
  }

  @Test
  void sizeIsLimitedToFourMebibytes() {
    String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"";
    int limit = 4 * 1024 * 1024;
    String most = start + "a".repeat(limit - start.length() - 3) + "\"}}";
    assertThat(raw.post(most, key(), session).status()).isEqualTo(200);
    Answer answer = raw.post(most + " ", key(), session);
    holds("too large", answer);
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void bytesThatAreNoTextAreNoJson() {
    byte[] bytes = RawMcp.PING.getBytes(StandardCharsets.ISO_8859_1);
    bytes[bytes.length - 4] = (byte) 0x80;
    Answer answer = raw.send("POST", bytes, RawMcp.headers(key(), session));
    holds("0x80", answer);
    assertThat(answer.errorCode()).as(answer.body()).isEqualTo(-32700);
  }

  @Test
  void aLoneSurrogateAsIdHarmsNobody() {
    holds(
        "lone surrogate",
        raw.post("{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}", key(), session));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Content-Type         | text/plain               | 415
          Content-Type         | application/jsonp        | 415
          Content-Type         | application/json; charset=utf-8 | 200
          Accept               | text/html                | 406
          Accept               | application/json         | 406
          Accept               | text/event-stream        | 406
          Accept               | */*                      | 200
          Accept               | application/*, text/*    | 200
          MCP-Protocol-Version | 2025-06-18               | 200
          MCP-Protocol-Version | 1999-01-01               | 400
          MCP-Protocol-Version | 2026-07-28               | 400
          MCP-Protocol-Version | 2025-11-25, 2025-11-25   | 400
          Mcp-Session-Id       | 00000000-0000-0000-0000-000000000000 | 404
          Mcp-Session-Id       | ../../etc                | 404
          Origin               | null                     | 403
          Origin               | https://evil.example     | 403
          """)
  void headersAreHeldToTheTransportsRules(String name, String value, int status) {
    Map<String, String> headers = RawMcp.headers(key(), session);
    headers.put(name, value);
    Answer answer = raw.post(RawMcp.PING, headers);
    holds(name, answer);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void discoveryWithoutItsMetadataIsABadRequest() {
    Map<String, String> headers = RawMcp.headers(key(), null);
    headers.put("MCP-Protocol-Version", "2026-07-28");
    Answer answer =
        raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", headers);
    assertThat(answer.status()).isEqualTo(400);
    headers.remove("MCP-Protocol-Version");
    assertThat(
            raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", headers)
                .status())
        .isEqualTo(400);
  }

  @Test
  void whatNeedsNoAnswerIsAccepted() {
    for (String message :
        new String[] {
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/of-tomorrow\"}",
          "{\"jsonrpc\":\"2.0\",\"id\":\"nobody-asked\",\"result\":{}}",
          "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"error\":{\"code\":1,\"message\":\"no\"}}"
        }) {
      Answer answer = raw.post(message, key(), session);
      holds(message, answer);
      assertThat(answer.status()).as(message).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void otherMethodsAreNotAllowed() {
    for (String method : new String[] {"PUT", "PATCH", "HEAD", "OPTIONS"}) {
      Answer answer = raw.send(method, new byte[0], RawMcp.headers(key(), session));
      assertThat(answer.status()).as(method).isEqualTo(405);
    }
  }

  @Test
  void withoutACredentialNothingBegins() {
    Map<String, String> headers = RawMcp.headers(key(), null);
    headers.remove("Authorization");
    Answer answer = raw.post(RawMcp.INITIALIZE, headers);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
    headers.put("Authorization", "Bearer ' OR 1=1 --");
    assertThat(raw.post(RawMcp.INITIALIZE, headers).status()).isEqualTo(401);
  }
}
