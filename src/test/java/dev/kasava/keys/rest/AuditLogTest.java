package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who did what, over REST. */
final class AuditLogTest {
  private static final String AUDIT = "/api/v1/audit";

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, new SetClock(Instant.parse("2026-03-10T12:00:00Z")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer create(String name, String... scopes) {
    return server.call("POST", "/api/v1/keys", Map.of("name", name, "scopes", List.of(scopes)));
  }

  private static String id(Answer answer) {
    return answer.json().path("key").path("id").stringValue();
  }

  private static List<String> actions(JsonNode records) {
    return records.valueStream().map(entry -> entry.path("action").stringValue()).toList();
  }

  @Test
  void everyChangeIsThereNewestFirstWithWhoDidItAndBeyondTheKeysEnd() {
    String id = id(create("CI"));
    server.call("PATCH", "/api/v1/keys/" + id, Map.of("name", "Builds"));
    server.call("DELETE", "/api/v1/keys/" + id, null);

    JsonNode log = server.call("GET", AUDIT + "?key=" + id, null).json();
    assertThat(actions(log.path("records")))
        .containsExactly("key.deleted", "key.updated", "key.claimed", "key.created");
    JsonNode last = log.path("records").get(0);
    assertThat(last.path("at").stringValue()).isEqualTo("2026-03-10T12:00:00Z");
    assertThat(last.path("key").path("name").stringValue()).isEqualTo("Builds");
    assertThat(last.path("actor").path("kind").stringValue()).isEqualTo("key");
    assertThat(last.path("actor").path("name").stringValue()).isEqualTo("First key");
    assertThat(last.path("door").stringValue()).isEqualTo("rest");
    assertThat(log.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void pagesAndLinesHoldTheSame() {
    for (int i = 0; i < 5; i++) {
      create("Key " + i);
    }
    List<String> paged = new ArrayList<>();
    for (String cursor = ""; cursor != null; ) {
      JsonNode page = server.call("GET", AUDIT + "?limit=4" + cursor, null).json();
      page.path("records").forEach(entry -> paged.add(entry.path("id").stringValue()));
      String next = page.path("nextCursor").stringValue(null);
      cursor = next == null ? null : "&cursor=" + next;
    }
    Answer lines =
        server.send(
            "GET",
            AUDIT,
            null,
            "Accept",
            "application/jsonl",
            "X-API-Key",
            server.installation().firstKey().secret().reveal());
    assertThat(lines.header("Content-Type")).isEqualTo("application/jsonl");
    Json json = new Json();
    assertThat(
            lines.body().lines().map(line -> json.mapper().readTree(line).path("id").stringValue()))
        .isEqualTo(paged)
        .hasSizeGreaterThan(9);
  }

  @Test
  void itTakesAKeyThatMayRead() {
    String secret = create("Blind", "keys:verify").json().path("secret").stringValue();
    assertThat(server.send("GET", AUDIT, null, "X-API-Key", secret).status()).isEqualTo(403);
    assertThat(server.send("GET", AUDIT, null).status()).isEqualTo(401);
  }

  @Test
  void whatIsAskedInAWrongWayIsExplained() {
    assertThat(server.call("GET", AUDIT + "?limit=0", null).status()).isEqualTo(400);
    assertThat(server.call("GET", AUDIT + "?limit=many", null).status()).isEqualTo(400);
    assertThat(server.call("GET", AUDIT + "?cursor=x", null).status()).isEqualTo(400);
    assertThat(server.call("GET", AUDIT + "?key=CI", null).body()).contains("no id of a key");
  }
}
