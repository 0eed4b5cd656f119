package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.Secret;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transport's own rules, message by message. */
final class McpTransportTest {
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private Answer post(Secret key, String body, String... headers) {
    String[] all = new String[headers.length + 4];
    System.arraycopy(headers, 0, all, 4, headers.length);
    all[0] = "Authorization";
    all[1] = "Bearer " + key.reveal();
    all[2] = "Accept";
    all[3] = "application/json, text/event-stream";
    return server.send("POST", "/mcp", body, all);
  }

  private String begin(Secret key) {
    Answer answer = post(key, INITIALIZE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    return answer.header("Mcp-Session-Id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          no JSON              | {                                                              | -32700
          a batch              | [{"jsonrpc":"2.0","id":2,"method":"ping"}]                     | -32600
          another version      | {"jsonrpc":"1.0","id":2,"method":"ping"}                       | -32600
          a null id            | {"jsonrpc":"2.0","id":null,"method":"ping"}                    | -32600
          a broken id          | {"jsonrpc":"2.0","id":1.5,"method":"ping"}                     | -32600
          an object as id      | {"jsonrpc":"2.0","id":{},"method":"ping"}                      | -32600
          a method of no name  | {"jsonrpc":"2.0","id":2,"method":7}                            | -32600
          params an array      | {"jsonrpc":"2.0","id":2,"method":"ping","params":[]}           | -32600
          a key twice          | {"jsonrpc":"2.0","id":2,"id":3,"method":"ping"}                | -32700
          a call of nothing    | {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{}}     | -32602
          arguments as a text  | {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":"x"}} | -32602
          a bare initialize    | {"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}     | -32602
          neither of three     | {"jsonrpc":"2.0","id":2}                                       | -32600
          """)
  void messagesThatAreNoneAreRefused(String why, String body, int code) {
    String session = begin(first());
    Answer answer = post(first(), body, "Mcp-Session-Id", session);
    assertThat(answer.status()).as(why).isEqualTo(400);
    assertThat(answer.json().path("error").path("code").intValue()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain("Exception", "jackson");
  }

  @Test
  void depthAndSizeAreLimited() {
    String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
    assertThat(post(first(), deep).status()).isEqualTo(400);
    String large = "{\"a\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}";
    assertThat(post(first(), large).status()).isEqualTo(413);
  }

  @Test
  void withoutAKeyNothingBegins() {
    Answer none = server.send("POST", "/mcp", INITIALIZE);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
    Answer bad = server.send("POST", "/mcp", INITIALIZE, "Authorization", "Bearer ksa_nonsense");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.json().path("error").path("message").stringValue())
        .contains("not a complete API key");
  }

  @Test
  void theProtocolVersionHasToBeOneOfOurs() {
    String session = begin(first());
    for (String version : new String[] {"1999-01-01", "2026-07-28", ""}) {
      assertThat(
              post(first(), PING, "Mcp-Session-Id", session, "MCP-Protocol-Version", version)
                  .status())
          .as(version)
          .isEqualTo(400);
    }
    assertThat(
            post(first(), PING, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-06-18")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aSessionBelongsToItsKeyAndSurvivesTheKeysRotation() {
    var key = server.installation().create("Agent", null, "keys:read");
    String session = begin(key.secret());
    assertThat(post(key.secret(), PING, "Mcp-Session-Id", session).status()).isEqualTo(200);
    assertThat(post(first(), PING, "Mcp-Session-Id", session).status()).isEqualTo(404);
    assertThat(post(first(), PING, "Mcp-Session-Id", "guessed").status()).isEqualTo(404);
    assertThat(post(first(), PING).status()).isEqualTo(400);

    String path = "/api/v1/keys/" + key.key().key().id();
    String renewed =
        server.call("POST", path + "/regenerate", null).json().path("secret").stringValue();
    Answer rotated =
        server.send(
            "POST", "/mcp", PING, "Authorization", "Bearer " + renewed, "Mcp-Session-Id", session);
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(post(key.secret(), PING, "Mcp-Session-Id", session).status()).isEqualTo(401);
  }

  @Test
  void aSessionEndsWhenItsClientEndsIt() {
    String session = begin(first());
    String bearer = "Bearer " + first().reveal();
    assertThat(
            server
                .send("DELETE", "/mcp", null, "Authorization", bearer, "Mcp-Session-Id", session)
                .status())
        .isEqualTo(204);
    assertThat(post(first(), PING, "Mcp-Session-Id", session).status()).isEqualTo(404);
  }

  @Test
  @Timeout(30)
  void theStreamOfADeletedKeyIsClosed() throws Exception {
    var key = server.installation().create("Agent", null, "keys:read");
    String session = begin(key.secret());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> stream =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/mcp"))
                  .header("Authorization", "Bearer " + key.secret().reveal())
                  .header("Accept", "text/event-stream")
                  .header("Mcp-Session-Id", session)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT))
          .startsWith("text/event-stream");
      server.call("DELETE", "/api/v1/keys/" + key.key().key().id(), null);
      try (InputStream body = stream.body()) {
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain("\"id\"")
            .doesNotContain("Agent");
      }
    }
    assertThat(post(key.secret(), PING, "Mcp-Session-Id", session).status()).isEqualTo(401);
  }
}
