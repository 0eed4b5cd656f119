package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A key whose secret another product made, at every door. */
final class ImportedKeyTest {
  /** Nobody's. */
  private static final String SECRET = "sk_test.0123456789/abc+def=";

  private static final String WHOAMI =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},\
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientInfo":{"name":"curl","version":"1"},\
      "io.modelcontextprotocol/clientCapabilities":{}}}}\
      """;

  enum Door {
    API_KEY,
    BEARER,
    FORWARD_AUTH,
    VERIFY,
    INTROSPECT,
    TOKEN,
    MCP
  }

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private KeyId imported(String... scopes) {
    return ImportedKeys.into(server.installation().get(), "Customer 17", SECRET, scopes);
  }

  private Answer verified() {
    return server.call("POST", "/api/v1/keys/verify", Map.of("key", SECRET));
  }

  private Answer me() {
    return server.send("GET", "/api/v1/me", null, "X-API-Key", SECRET);
  }

  private boolean isAccepted(Door door) {
    String first = server.installation().firstKey().secret().reveal();
    return switch (door) {
      case API_KEY -> me().status() == 200;
      case BEARER ->
          server.send("GET", "/api/v1/me", null, "Authorization", "Bearer " + SECRET).status()
              == 200;
      case FORWARD_AUTH ->
          server.send("GET", "/api/v1/auth", null, "X-API-Key", SECRET).status() == 204;
      case VERIFY -> verified().json().path("valid").booleanValue();
      case INTROSPECT ->
          server
              .submit("/api/v1/introspect", List.of("token", SECRET), "X-API-Key", first)
              .json()
              .path("active")
              .booleanValue();
      case TOKEN ->
          server
                  .submit(
                      "/api/v1/token",
                      List.of("grant_type", "client_credentials"),
                      "X-API-Key",
                      SECRET)
                  .status()
              == 200;
      case MCP ->
          server
                  .send(
                      "POST",
                      "/mcp",
                      WHOAMI,
                      "Authorization",
                      "Bearer " + SECRET,
                      "Accept",
                      "application/json, text/event-stream",
                      "MCP-Protocol-Version",
                      "2026-07-28",
                      "Mcp-Method",
                      "tools/call",
                      "Mcp-Name",
                      "whoami")
                  .status()
              == 200;
    };
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void itIsGoodAtEveryDoorAndDeadAtOnce(Door door) {
    assertThat(isAccepted(door)).as("before").isFalse();
    KeyId id = imported("keys:read");
    for (int use = 0; use < 3; use++) {
      assertThat(isAccepted(door)).isTrue();
    }
    assertThat(server.call("DELETE", "/api/v1/keys/" + id, null).status()).isEqualTo(204);
    assertThat(isAccepted(door)).as("after").isFalse();
    assertThat(verified().json().path("code").stringValue()).isEqualTo("revoked");
  }

  @Test
  void nothingOfItsTextIsShownAndEverythingElseIs() {
    KeyId id = imported("keys:read", "orders:read");
    assertThat(verified().json().path("code").stringValue()).isEqualTo("accepted");
    JsonNode key = server.call("GET", "/api/v1/keys/" + id, null).json();
    assertThat(key.path("preview").stringValue()).isEqualTo("****");
    assertThat(key.path("status").stringValue()).isEqualTo("active");
    assertThat(key.path("secretCreatedAt").isNull()).isFalse();
    assertThat(me().body()).contains("Customer 17").doesNotContain(SECRET);
    assertThat(
            server
                .call("GET", "/api/v1/keys/" + id + "/usage", null)
                .json()
                .path("totalRequests")
                .intValue())
        .isEqualTo(2);
    assertThat(server.call("PATCH", "/api/v1/keys/" + id, Map.of("name", "New name")).status())
        .isEqualTo(200);
    Answer limited =
        server.call(
            "PATCH",
            "/api/v1/keys/" + id,
            Map.of("rateLimit", Map.of("requests", 1, "windowSeconds", 3600)));
    assertThat(limited.status()).isEqualTo(200);
    assertThat(me().status()).isEqualTo(200);
    assertThat(me().status()).isEqualTo(429);
  }

  @Test
  void regeneratingGivesItASecretOfOurs() {
    KeyId id = imported("keys:read");
    Answer overlap =
        server.call("POST", "/api/v1/keys/" + id + "/regenerate", Map.of("untilFirstUse", true));
    String next = overlap.json().path("secret").stringValue();
    assertThat(next).startsWith("ksa_");
    assertThat(overlap.json().path("key").path("preview").stringValue()).startsWith("ksa_****");
    assertThat(me().status()).isEqualTo(200);
    assertThat(server.send("GET", "/api/v1/me", null, "X-API-Key", next).status()).isEqualTo(200);
    assertThat(me().status()).isEqualTo(401);
    assertThat(me().body()).contains("regenerated");
  }

  @Test
  void garbageIsMalformedBeforeAndUnknownAfterwards() {
    String garbage = "sk_test_garbage_garbage";
    assertThat(code(garbage)).isEqualTo("malformed");
    imported();
    assertThat(code(garbage)).isEqualTo("unknown");
    assertThat(code("short")).isEqualTo("malformed");
    Answer refused = server.send("GET", "/api/v1/me", null, "X-API-Key", garbage);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).doesNotContain(garbage);
  }

  private String code(String text) {
    return server
        .call("POST", "/api/v1/keys/verify", Map.of("key", text))
        .json()
        .path("code")
        .stringValue();
  }

  @Test
  void whoeverFindsItBareMayReportIt() {
    imported("keys:read");
    assertThat(me().status()).isEqualTo(200);
    report("in a text: " + SECRET);
    assertThat(me().status()).isEqualTo(200);
    report(SECRET);
    assertThat(me().status()).isEqualTo(401);
    assertThat(me().body()).contains("reported as leaked");
  }

  private void report(String found) {
    String body = new Json().text(Map.of("keys", List.of("other-text-1", found)));
    assertThat(server.send("POST", "/api/v1/leaks", body).status()).isEqualTo(202);
  }
}
