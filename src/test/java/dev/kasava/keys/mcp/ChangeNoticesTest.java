package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients hear of changed keys, whoever changed them, and of nothing else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ChangeNoticesTest {
  private static final String LISTS = "notifications/resources/list_changed";
  private static final String UPDATED = "notifications/resources/updated";

  private TestServer server;
  private RawMcp raw;
  private ModernMcp modern;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    modern = new ModernMcp(raw, first());
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private static String method(JsonNode message) {
    return message.path("method").stringValue("");
  }

  private static String uri(JsonNode message) {
    return message.path("params").path("uri").stringValue("");
  }

  private static int subscription(JsonNode message) {
    return message
        .path("params")
        .path("_meta")
        .path("io.modelcontextprotocol/subscriptionId")
        .intValue(-1);
  }

  @Test
  void aClientOfEachEraHearsOfTheOthersKeyAndFindsItWithOneLook() {
    String session = raw.begin(first());
    try (ModernMcp.Stream legacy = modern.listening(raw.listen(first(), session));
        ModernMcp.Stream now = modern.listen("{\"resourcesListChanged\":true}")) {
      assertThat(method(now.next())).isEqualTo("notifications/subscriptions/acknowledged");

      modern.call("create_api_key", "{\"name\":\"From the newer\"}");
      assertThat(method(legacy.next())).isEqualTo(LISTS);
      assertThat(method(now.next())).isEqualTo(LISTS);
      assertThat(
              raw.post(
                      "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/list\"}",
                      first(),
                      session)
                  .body())
          .contains("From the newer");

      raw.post(
          "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{\"name\":"
              + "\"create_api_key\",\"arguments\":{\"name\":\"From the older\"}}}",
          first(),
          session);
      assertThat(method(now.next())).isEqualTo(LISTS);
      assertThat(method(legacy.next())).isEqualTo(LISTS);
      assertThat(modern.result("resources/list", "{}").toString()).contains("From the older");
    }
  }

  @Test
  void everyNoticeNamesItsSubscriptionAndNothingComesThatWasNotAskedFor() {
    Issue.Claimed watched = server.installation().create("Watched", null, "keys:read");
    Issue.Claimed other = server.installation().create("Other", null, "keys:read");
    String uri = "kasava://keys/" + watched.key().key().id();
    String elsewhere = "\"file:///etc/passwd\",\"" + uri + "/usage\"";
    try (ModernMcp.Stream one =
            modern.listen("{\"resourceSubscriptions\":[\"" + uri + "\"," + elsewhere + "]}");
        ModernMcp.Stream none =
            modern.listen("{\"toolsListChanged\":true,\"promptsListChanged\":true}")) {
      JsonNode agreed = one.next();
      assertThat(agreed.path("params").path("notifications").toString())
          .isEqualTo("{\"resourceSubscriptions\":[\"" + uri + "\"]}");
      assertThat(none.next().path("params").path("notifications").isEmpty()).isTrue();

      rename(other, "Other, renamed");
      rename(watched, "Watched, renamed");
      JsonNode notice = one.next();
      assertThat(method(notice)).isEqualTo(UPDATED);
      assertThat(uri(notice)).isEqualTo(uri);
      assertThat(subscription(notice)).isEqualTo(subscription(agreed));
      server.call("DELETE", "/api/v1/keys/" + watched.key().key().id(), null);
      assertThat(uri(one.next())).isEqualTo(uri);
      assertThat(one.waiting()).isZero();
      assertThat(none.waiting()).isZero();
    }
  }

  private void rename(Issue.Claimed key, String name) {
    server.call("PATCH", "/api/v1/keys/" + key.key().key().id(), java.util.Map.of("name", name));
  }

  @Test
  void aSessionHearsOfWhatItWatchesUntilItStops() {
    Issue.Claimed key = server.installation().create("Watched", null, "keys:read");
    String uri = "kasava://keys/" + key.key().key().id();
    String session = raw.begin(first());
    try (ModernMcp.Stream stream = modern.listening(raw.listen(first(), session))) {
      watch(session, "subscribe", uri);
      rename(key, "Once");
      assertThat(List.of(method(stream.next()), method(stream.next())))
          .containsExactlyInAnyOrder(LISTS, UPDATED);
      watch(session, "unsubscribe", uri);
      rename(key, "Twice");
      assertThat(method(stream.next())).isEqualTo(LISTS);
      rename(key, "Thrice");
      assertThat(method(stream.next())).isEqualTo(LISTS);
    }
    RawMcp.Answer none =
        raw.post(
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/subscribe\",\"params\":{\"uri\":"
                + "\"kasava://keys/nonsense\"}}",
            first(),
            session);
    assertThat(none.errorCode()).isEqualTo(-32602);
  }

  private void watch(String session, String how, String uri) {
    RawMcp.Answer answer =
        raw.post(
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/"
                + how
                + "\",\"params\":{\"uri\":\""
                + uri
                + "\"}}",
            first(),
            session);
    assertThat(answer.json().path("result").isObject()).as(answer.body()).isTrue();
  }

  @Test
  void aKeyThatMayNotReadHearsNothing() {
    Issue.Claimed blind = server.installation().create("Blind", null, "keys:verify");
    ModernMcp client = new ModernMcp(raw, blind.secret());
    try (ModernMcp.Stream stream =
        client.listen(
            "{\"resourcesListChanged\":true,\"resourceSubscriptions\":[\"kasava://keys\"]}")) {
      assertThat(stream.next().path("params").path("notifications").isEmpty()).isTrue();
      try (ModernMcp.Stream seeing = modern.listen("{\"resourcesListChanged\":true}")) {
        seeing.next();
        server.installation().create("New", null, "keys:read");
        assertThat(method(seeing.next())).isEqualTo(LISTS);
      }
      assertThat(stream.waiting()).isZero();
    }
  }

  @Test
  void theSubscriptionsOfADeadKeyEnd() {
    Issue.Claimed doomed = server.installation().create("Doomed", null, "keys:read");
    ModernMcp client = new ModernMcp(raw, doomed.secret());
    try (ModernMcp.Stream stream = client.listen("{\"resourcesListChanged\":true}")) {
      int id = subscription(stream.next());
      server.call("DELETE", "/api/v1/keys/" + doomed.key().key().id(), null);
      JsonNode last = null;
      List<String> methods = new ArrayList<>();
      for (JsonNode message = stream.next(); !message.isEmpty(); message = stream.next()) {
        methods.add(method(message));
        last = message;
      }
      assertThat(methods).contains("notifications/cancelled");
      assertThat(last).isNotNull();
      assertThat(last.path("id").intValue()).isEqualTo(id);
      assertThat(last.path("result").path("resultType").stringValue()).isEqualTo("complete");
    }
  }

  @Test
  void theServersEndEndsSubscriptionsGracefully() {
    try (ModernMcp.Stream stream = modern.listen("{\"resourcesListChanged\":true}")) {
      int id = subscription(stream.next());
      server.close();
      JsonNode message = stream.next();
      while (message.has("method")) {
        message = stream.next();
      }
      assertThat(message.path("id").intValue(-1)).isEqualTo(id);
    }
  }

  @Test
  void aClientThatLeavesLeavesNoSubscriptionBehind() {
    ModernMcp.Stream stream = modern.listen("{\"resourcesListChanged\":true}");
    stream.next();
    assertThat(open()).isEqualTo(1);
    stream.close();
    // Whether somebody still reads shows when something is written.
    Wait.until(
        "the end of the subscription",
        () -> {
          server.call(
              "PATCH",
              "/api/v1/keys/" + server.installation().firstKey().key().key().id(),
              java.util.Map.of("name", "First " + System.nanoTime()));
          return open() == 0;
        });
  }

  @Test
  void aKeyHasRoomForAHundred() {
    List<ModernMcp.Stream> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(modern.listen("{\"resourcesListChanged\":true}"));
    }
    RawMcp.Answer refused = modern.ask("subscriptions/listen", "{\"notifications\":{}}");
    assertThat(refused.json().path("error").path("message").stringValue())
        .contains("too many subscriptions");
    Issue.Claimed other = server.installation().create("Other", null, "keys:read");
    try (ModernMcp.Stream theirs = new ModernMcp(raw, other.secret()).listen("{}")) {
      assertThat(method(theirs.next())).isEqualTo("notifications/subscriptions/acknowledged");
    }
    streams.forEach(ModernMcp.Stream::close);
  }

  private int open() {
    String metrics = server.send("GET", "/metrics", null).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("kasava_mcp_subscriptions "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }
}
