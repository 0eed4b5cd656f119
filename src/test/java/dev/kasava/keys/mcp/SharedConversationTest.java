package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What is said in a session reaches the node that it concerns, whichever was told. */
@ParameterizedClass
@EnumSource(Nodes.Store.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedConversationTest {
  private static final String LISTS = "notifications/resources/list_changed";
  private static final String UPDATED = "notifications/resources/updated";
  private static final String ASKING =
      RawMcp.INITIALIZE.replace(
          "\"capabilities\":{}", "\"capabilities\":{\"elicitation\":{\"form\":{}}}");

  private final Nodes.Store store;
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private Nodes nodes;

  SharedConversationTest(Nodes.Store store) {
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

  private String beginAsking(Secret key) {
    return nodes.raw(0).post(ASKING, RawMcp.headers(key, null)).header("Mcp-Session-Id");
  }

  /** Has a key deleted by a node, which asks first. */
  private ModernMcp.Stream delete(int node, Issue.Claimed key, String session) {
    return nodes.stream(
        node,
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":"
            + "\"delete_api_key\",\"arguments\":{\"id\":\""
            + key.key().key().id()
            + "\"}}}",
        session);
  }

  private static String question(ModernMcp.Stream stream) {
    JsonNode asked = stream.next();
    assertThat(asked.path("method").stringValue("")).isEqualTo("elicitation/create");
    return asked.path("id").stringValue("");
  }

  private void reply(int node, String session, String question, String result) {
    String message = "{\"jsonrpc\":\"2.0\",\"id\":\"" + question + "\",\"result\":" + result + "}";
    assertThat(nodes.post(node, message, session).status()).isEqualTo(202);
  }

  @Test
  void aPersonsAnswerReachesTheNodeThatAsked() {
    Issue.Claimed kept = nodes.create("Kept", "keys:read");
    Issue.Claimed doomed = nodes.create("Doomed", "keys:read");
    String session = beginAsking(nodes.first());
    try (ModernMcp.Stream stream = delete(1, kept, session)) {
      reply(0, session, question(stream), "{\"action\":\"decline\"}");
      assertThat(stream.next().toString()).contains("The person declined");
    }
    assertThat(nodes.isGood(kept)).isTrue();
    try (ModernMcp.Stream stream = delete(1, doomed, session)) {
      reply(0, session, question(stream), "{\"action\":\"accept\",\"content\":{}}");
      assertThat(stream.next().path("result").path("isError").booleanValue(true)).isFalse();
    }
    Wait.until("the end of the key", () -> !nodes.isGood(doomed));
  }

  @Test
  void questionsOfTwoNodesAreToldApart() {
    Issue.Claimed kept = nodes.create("Kept", "keys:read");
    Issue.Claimed doomed = nodes.create("Doomed", "keys:read");
    String session = beginAsking(nodes.first());
    try (ModernMcp.Stream one = delete(0, kept, session);
        ModernMcp.Stream two = delete(1, doomed, session)) {
      String ofOne = question(one);
      String ofTwo = question(two);
      assertThat(ofOne).isNotEqualTo(ofTwo);
      reply(0, session, ofTwo, "{\"action\":\"accept\"}");
      assertThat(two.next().path("result").path("isError").booleanValue(true)).isFalse();
      reply(1, session, ofOne, "{\"action\":\"cancel\"}");
      assertThat(one.next().toString()).contains("did not decide");
    }
    assertThat(nodes.isGood(kept)).isTrue();
  }

  /** What a client says beyond a decision is its own text, and none of it goes to the store. */
  @Test
  void whatIsNoMereDecisionIsNoAnswer() {
    Issue.Claimed kept = nodes.create("Kept", "keys:read");
    String session = beginAsking(nodes.first());
    for (String result :
        new String[] {
          "{\"action\":\"accept\",\"content\":{\"text\":\"hello\"}}", "{\"action\":\"whatever\"}"
        }) {
      try (ModernMcp.Stream stream = delete(1, kept, session)) {
        reply(0, session, question(stream), result);
        assertThat(stream.next().toString()).contains("did not answer");
      }
    }
    assertThat(nodes.isGood(kept)).isTrue();
  }

  @Test
  void anotherKeysSessionAnswersNothing() {
    Issue.Claimed kept = nodes.create("Kept", "keys:read");
    Issue.Claimed other = nodes.create("Other", "keys:read", "keys:write");
    String session = beginAsking(nodes.first());
    String theirs = beginAsking(other.secret());
    try (ModernMcp.Stream stream = delete(1, kept, session)) {
      String question = question(stream);
      String accept =
          "{\"jsonrpc\":\"2.0\",\"id\":\"" + question + "\",\"result\":{\"action\":\"accept\"}}";
      for (int node = 0; node < 2; node++) {
        assertThat(nodes.raw(node).post(accept, other.secret(), theirs).status()).isEqualTo(202);
        assertThat(nodes.raw(node).post(accept, other.secret(), session).status()).isEqualTo(404);
      }
      reply(0, session, question, "{\"action\":\"decline\"}");
      assertThat(stream.next().toString()).contains("The person declined");
    }
    assertThat(nodes.isGood(kept)).isTrue();
  }

  @Test
  void aRequestIsCancelledAtTheNodeThatAnswersIt() {
    Issue.Claimed kept = nodes.create("Kept", "keys:read");
    String session = beginAsking(nodes.first());
    try (ModernMcp.Stream stream = delete(1, kept, session)) {
      question(stream);
      String cancel =
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
              + "{\"requestId\":5}}";
      assertThat(nodes.post(0, cancel, session).status()).isEqualTo(202);
      assertThat(stream.next().isEmpty()).as("the end of the stream").isTrue();
    }
    assertThat(nodes.isGood(kept)).isTrue();
  }

  private void watch(int node, String how, Issue.Claimed key, String session) {
    String message =
        "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"resources/"
            + how
            + "\",\"params\":{\"uri\":\"kasava://keys/"
            + key.key().key().id()
            + "\"}}";
    assertThat(nodes.post(node, message, session).json().path("result").isObject()).isTrue();
  }

  private static List<String> methods(ModernMcp.Stream stream, int count) {
    List<String> methods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      methods.add(stream.next().path("method").stringValue(""));
    }
    return methods;
  }

  @Test
  void hearsOfWhatItWatchesAtWhicheverNodeItListens() {
    Issue.Claimed key = nodes.create("Watched", "keys:read");
    Issue.Claimed doomed = nodes.create("Doomed", "keys:read");
    String session = nodes.raw(1).begin(nodes.first());
    watch(1, "subscribe", key, session);
    try (ModernMcp.Stream stream = nodes.listen(0, session)) {
      nodes.regenerate(key);
      assertThat(methods(stream, 2)).containsExactlyInAnyOrder(LISTS, UPDATED);
      watch(1, "subscribe", doomed, session);
      // It hears of that by the next look at the notes, of which there are several a second.
      Wait.until(
          "a notice of both",
          () -> {
            nodes.regenerate(doomed);
            stream.next();
            return stream.waiting() > 0;
          });
    }
    nodes.restart(0);
    try (ModernMcp.Stream stream = nodes.listen(0, session)) {
      nodes.regenerate(key);
      assertThat(methods(stream, 2)).containsExactlyInAnyOrder(LISTS, UPDATED);
    }
    watch(1, "unsubscribe", key, session);
    nodes.restart(0);
    try (ModernMcp.Stream stream = nodes.listen(0, session)) {
      nodes.regenerate(key);
      assertThat(methods(stream, 1)).containsExactly(LISTS);
      nodes.delete(doomed);
      assertThat(methods(stream, 2)).containsExactlyInAnyOrder(LISTS, UPDATED);
    }
  }
}
