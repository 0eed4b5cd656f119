package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.service.Issue;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult.Action;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session of the older era goes on at whichever node is asked, and ends at all of them. */
@ParameterizedClass
@EnumSource(Nodes.Store.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedSessionTest {
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";
  private static final String WHOAMI =
      "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}";
  private static final String KEYS =
      "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":"
          + "\"list_api_keys\"}}";

  private final Nodes.Store store;
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private Nodes nodes;

  SharedSessionTest(Nodes.Store store) {
    this.store = store;
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    nodes = store.open(folder, clock);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  private int end(int node, String session) {
    return nodes
        .raw(node)
        .send("DELETE", new byte[0], RawMcp.headers(nodes.first(), session))
        .status();
  }

  @Test
  void goesOnAtWhicheverNodeIsAsked() {
    String session = nodes.raw(0).begin(nodes.first());
    assertThat(nodes.post(1, INITIALIZED, session).status()).isEqualTo(202);
    for (int i = 0; i < 6; i++) {
      assertThat(nodes.post(i, LIST, session).json().path("result").path("tools").size())
          .isEqualTo(9);
      assertThat(nodes.post(i, WHOAMI, session).body()).contains(nodes.firstId().value());
      assertThat(nodes.post(i + 1, KEYS, session).body()).contains(nodes.firstId().value());
    }
  }

  @Test
  void isCountedToTheProgramThatBeganItWhereverItIsAsked() {
    String initialize = RawMcp.INITIALIZE.replace("\"name\":\"raw\"", "\"name\":\"cursor-vscode\"");
    String session =
        nodes.raw(0).post(initialize, RawMcp.headers(nodes.first(), null)).header("Mcp-Session-Id");
    assertThat(nodes.post(1, WHOAMI, session).body()).contains("\"client\":\"cursor\"");
  }

  @Test
  void survivesARestart() {
    String session = nodes.raw(0).begin(nodes.first());
    nodes.restart(0);
    assertThat(nodes.ping(0, session)).isEqualTo(200);
    assertThat(nodes.post(0, KEYS, session).body()).contains(nodes.firstId().value());
    assertThat(end(0, session)).isEqualTo(204);
    nodes.restart(0);
    assertThat(nodes.ping(0, session)).isEqualTo(404);
  }

  @Test
  void isEndedAtEveryNode() {
    String unknown = nodes.raw(0).begin(nodes.first());
    assertThat(end(0, unknown)).isEqualTo(204);
    assertThat(nodes.ping(1, unknown)).isEqualTo(404);
    assertThat(nodes.ping(0, unknown)).isEqualTo(404);
    assertThat(end(1, unknown)).isEqualTo(404);
    String known = nodes.raw(0).begin(nodes.first());
    assertThat(nodes.ping(1, known)).isEqualTo(200);
    try (ModernMcp.Stream open = nodes.listen(1, known)) {
      assertThat(end(0, known)).isEqualTo(204);
      assertThat(open.next().isEmpty()).as("the end of the stream").isTrue();
    }
    Wait.until("the end of the session", () -> nodes.ping(1, known) == 404);
  }

  @Test
  void canBeEndedByANodeThatDidNotKnowIt() {
    String session = nodes.raw(0).begin(nodes.first());
    assertThat(end(1, session)).isEqualTo(204);
    Wait.until("the end of the session", () -> nodes.ping(0, session) == 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "DELETE"})
  void isNobodyElsesAtAnyNode(String method) {
    Issue.Claimed other = nodes.create("Other", "keys:read", "keys:write");
    String session = nodes.raw(0).begin(nodes.first());
    byte[] body =
        method.equals("POST") ? RawMcp.PING.getBytes(StandardCharsets.UTF_8) : new byte[0];
    for (int node = 0; node < 2; node++) {
      RawMcp.Answer stolen =
          nodes.raw(node).send(method, body, RawMcp.headers(other.secret(), session));
      RawMcp.Answer unknown =
          nodes.raw(node).send(method, body, RawMcp.headers(other.secret(), "no-such-session"));
      assertThat(stolen.status()).isEqualTo(404);
      assertThat(stolen.body()).isEqualTo(unknown.body());
    }
    assertThat(nodes.ping(1, session)).isEqualTo(200);
    assertThat(nodes.ping(0, session)).isEqualTo(200);
  }

  @Test
  void anIdThatWasChangedIsNone() {
    String session = nodes.raw(0).begin(nodes.first());
    for (int i = 0; i < session.length(); i++) {
      char other = session.charAt(i) == 'A' ? 'B' : 'A';
      String changed = session.substring(0, i) + other + session.substring(i + 1);
      assertThat(nodes.ping(i, changed)).as(changed).isEqualTo(404);
    }
  }

  @Test
  void isOverAfterItsTimeAtEveryNode() {
    String session = nodes.raw(0).begin(nodes.first());
    clock.advance(Session.LONGEST.minusSeconds(1));
    assertThat(nodes.ping(1, session)).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    for (int node = 0; node < 2; node++) {
      int asked = node;
      Wait.until("the end of the session", () -> nodes.ping(asked, session) == 404);
    }
  }

  @Test
  void outlivesTheRotationOfItsSecretAndDiesWithItsKey() {
    Issue.Claimed key = nodes.create("Rotated", "keys:read");
    String session = nodes.raw(0).begin(key.secret());
    Secret fresh = nodes.regenerate(key);
    assertThat(nodes.raw(1).post(RawMcp.PING, fresh, session).status()).isEqualTo(200);
    nodes.delete(key);
    for (int node = 0; node < 2; node++) {
      int asked = node;
      Wait.until(
          "the end of the key",
          () -> nodes.raw(asked).post(RawMcp.PING, fresh, session).status() == 401);
    }
  }

  @Test
  void theSdksClientNoticesNothing() {
    Issue.Claimed doomed = nodes.create("Doomed", "keys:read");
    List<String> urls = List.of(nodes.get(0).url(), nodes.get(1).url());
    List<String> asked = new ArrayList<>();
    try (McpSyncClient client =
        SdkClients.asking(
            SdkClients.inTurn(urls, nodes.first()),
            form -> {
              asked.add(form.message());
              return McpSchema.ElicitResult.builder(Action.ACCEPT).content(Map.of()).build();
            },
            link -> McpSchema.ElicitResult.builder(Action.DECLINE).build())) {
      for (int i = 0; i < 5; i++) {
        assertThat(SdkClients.tools(client)).hasSize(9);
        assertThat(SdkClients.structured(SdkClients.call(client, "whoami", Map.of()))).isNotEmpty();
      }
      assertThat(
              SdkClients.structured(
                      SdkClients.call(
                          client, "delete_api_key", Map.of("id", doomed.key().key().id().value())))
                  .get("deleted"))
          .isEqualTo(true);
    }
    assertThat(asked).hasSize(1);
    Wait.until("the end of the key", () -> !nodes.isGood(doomed));
  }
}
