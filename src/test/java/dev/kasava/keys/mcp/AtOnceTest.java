package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is answered from memory, on the thread that read the request, says what the store says. */
final class AtOnceTest {
  private static final String WHO_AM_I =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}PAD}}\
      """;

  /** So much that it is not read on the thread that serves others. */
  private static final String PADDING = ",\"_meta\":{\"padding\":\"" + "x".repeat(60_000) + "\"}";

  private TestServer server;
  private RawMcp raw;
  private Issue.Claimed made;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    made = server.installation().create("Made", null, "keys:read");
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Secret secret() {
    return made.secret();
  }

  private String nameIn(RawMcp.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode key = answer.json().path("result").path("structuredContent").path("key");
    return key.path("name").stringValue("");
  }

  private void rename(String name) {
    String path = "/api/v1/keys/" + made.key().key().id();
    assertThat(server.call("PATCH", path, Map.of("name", name)).status()).isEqualTo(200);
  }

  @Test
  void aNewNameIsToldAtTheNextRequest() {
    String session = raw.begin(secret());
    ModernMcp modern = new ModernMcp(raw, secret());
    String call = WHO_AM_I.replace("PAD", "");
    for (int i = 0; i < 20; i++) {
      rename("Name " + i);
      for (int again = 0; again < 3; again++) {
        assertThat(nameIn(raw.post(call, secret(), session))).isEqualTo("Name " + i);
        assertThat(nameIn(modern.call("whoami", "{}"))).isEqualTo("Name " + i);
      }
    }
  }

  @Test
  void aDeletedKeyIsToldNothingMore() {
    String session = raw.begin(secret());
    String call = WHO_AM_I.replace("PAD", "");
    for (int i = 0; i < 3; i++) {
      assertThat(nameIn(raw.post(call, secret(), session))).isEqualTo("Made");
    }
    String path = "/api/v1/keys/" + made.key().key().id();
    assertThat(server.call("DELETE", path, null).status()).isEqualTo(204);
    assertThat(raw.post(call, secret(), session).status()).isEqualTo(401);
    assertThat(new ModernMcp(raw, secret()).call("whoami", "{}").status()).isEqualTo(401);
  }

  @Test
  void aLongRequestGetsTheSameAnswer() {
    String session = raw.begin(secret());
    String longer = WHO_AM_I.replace("PAD", PADDING);
    for (int i = 0; i < 3; i++) {
      assertThat(nameIn(raw.post(longer, secret(), session))).isEqualTo("Made");
    }
  }
}
