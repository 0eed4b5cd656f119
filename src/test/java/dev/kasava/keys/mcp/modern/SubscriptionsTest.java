package dev.kasava.keys.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenGrant;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who hears of which changes in the newer era, and until when. */
final class SubscriptionsTest {
  private static final String LISTEN = "subscriptions/listen";
  private static final String LISTS = "{\"notifications\":{\"resourcesListChanged\":true}}";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private TestLanes lanes;
  private int changes;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lanes = TestLanes.over(installation);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private Caller me() {
    return installation.firstCaller();
  }

  private Subscriptions subscriptions() {
    return lanes.get().subscriptions();
  }

  private Heard listen(Caller caller, String params) {
    return lanes.ask(caller, LISTEN, params);
  }

  private static String watching(String uris) {
    return "{\"notifications\":{\"resourceSubscriptions\":[" + uris + "]}}";
  }

  private static String uri(Issue.Claimed key) {
    return "\"kasava://keys/" + key.key().key().id() + "\"";
  }

  private static JsonNode agreed(Heard heard) {
    return heard.messages().getFirst().path("params").path("notifications");
  }

  private void change() {
    installation.create("Another " + ++changes, null, "keys:read");
    installation.get().changes().poll();
  }

  @Test
  void whatIsAgreedIsAcknowledgedAndNamed() {
    Heard heard = listen(me(), LISTS);

    assertThat(heard.methods()).containsExactly("notifications/subscriptions/acknowledged");
    assertThat(agreed(heard).toString()).isEqualTo("{\"resourcesListChanged\":true}");
    assertThat(
            heard
                .last()
                .path("params")
                .path("_meta")
                .path("io.modelcontextprotocol/subscriptionId")
                .longValue())
        .isEqualTo(7);
    assertThat(subscriptions().size()).isEqualTo(1);
  }

  @Test
  void onlyWhatCanBeWatchedIsAgreedTo() {
    Issue.Claimed key = installation.create("Watched", null, "keys:read");
    String usage = uri(key).replace("\"", "") + "/usage";

    Heard heard =
        listen(me(), watching(uri(key) + ",\"kasava://keys\",\"file:///x\",7,\"" + usage + "\""));

    assertThat(agreed(heard).path("resourceSubscriptions"))
        .extracting(JsonNode::stringValue)
        .containsExactlyInAnyOrder("kasava://keys/" + key.key().key().id(), "kasava://keys");
    assertThat(agreed(heard).has("resourcesListChanged")).isFalse();
  }

  @Test
  void aKeyThatMayNotReadHearsNothing() {
    Issue.Claimed blind = installation.create("Blind", null, "deploy");

    Heard heard =
        listen(
            installation.caller(blind.secret()),
            "{\"notifications\":{\"resourcesListChanged\":true,\"resourceSubscriptions\":"
                + "[\"kasava://keys\"]}}");
    change();

    assertThat(agreed(heard).isEmpty()).isTrue();
    assertThat(heard.messages()).hasSize(1);
  }

  @Test
  void onlyTheChangedKeyIsTold() {
    Issue.Claimed one = installation.create("One", null, "keys:read");
    Issue.Claimed other = installation.create("Other", null, "keys:read");
    Heard heard = listen(me(), watching(uri(one) + "," + uri(other)));
    // Its id, too; not the quotes.
    int held = uri(one).length() + uri(other).length() - 4;
    assertThat(heard.kept()).isBetween(held + 1L, held + 20L);

    installation.delete(one);
    installation.get().changes().poll();

    assertThat(heard.methods())
        .containsExactly(
            "notifications/subscriptions/acknowledged", "notifications/resources/updated");
    assertThat(heard.last().path("params").path("uri").stringValue())
        .isEqualTo("kasava://keys/" + one.key().key().id());
  }

  @Test
  void aListOfNothingIsRefused() {
    assertThat(listen(me(), "{}").code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(listen(me(), "{\"notifications\":[]}").code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(subscriptions().size()).isZero();
  }

  @Test
  void noMoreThanAThousandAreWatched() {
    String uris =
        IntStream.rangeClosed(1, 1_001)
            .mapToObj("\"kasava://keys/key_%022d\""::formatted)
            .collect(Collectors.joining(","));

    assertThat(agreed(listen(me(), watching(uris))).path("resourceSubscriptions")).hasSize(1_000);
  }

  @Test
  void thereIsRoomForAHundredOfEachKey() {
    Issue.Claimed other = installation.create("Other", null, "keys:read");
    for (int i = 0; i < 100; i++) {
      assertThat(listen(me(), LISTS).code()).isZero();
    }

    Heard refused = listen(me(), LISTS);

    assertThat(refused.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(refused.last().toString()).contains("too many subscriptions");
    assertThat(listen(installation.caller(other.secret()), LISTS).code()).isZero();
    assertThat(subscriptions().size()).isEqualTo(101);
  }

  @Test
  void whoeverLeavesIsToldNothingMore() {
    Cancellation cancellation = new Cancellation();
    Heard heard = lanes.ask(me(), LISTEN, LISTS, "{}", cancellation);

    cancellation.cancel();
    change();

    assertThat(heard.messages()).hasSize(1);
    assertThat(subscriptions().size()).isZero();
  }

  private void assertEnded(Heard heard) {
    int before = heard.messages().size();
    assertThat(heard.methods()).endsWith("notifications/cancelled", "");
    assertThat(heard.messages().get(before - 2).path("params").path("requestId").longValue())
        .isEqualTo(7);
    assertThat(heard.result().path("resultType").stringValue()).isEqualTo("complete");
    JsonNode meta = heard.result().path("_meta");
    assertThat(meta.path("io.modelcontextprotocol/subscriptionId").longValue()).isEqualTo(7);
    assertThat(meta.path("io.modelcontextprotocol/serverInfo").path("name").stringValue())
        .isEqualTo("kasava-keys");
    change();
    assertThat(heard.messages()).hasSize(before);
  }

  @Test
  void thoseOfADeadKeyEndAndTheOthersGoOn() {
    Issue.Claimed dying = installation.create("Dying", null, "keys:read");
    KeyId id = dying.key().key().id();
    Heard dead = listen(installation.caller(dying.secret()), LISTS);
    Heard alive = listen(me(), LISTS);

    subscriptions().sweep(key -> !key.equals(id), clock.instant());

    assertEnded(dead);
    assertThat(alive.last().path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
    assertThat(subscriptions().size()).isEqualTo(1);
  }

  @Test
  void thoseOfATokenEndWithIt() {
    Instant end = clock.instant().plus(Duration.ofMinutes(5));
    TokenGrant token =
        new TokenGrant("issuer", "subject", me().key(), me().owner(), Scopes.DEFAULT, end, null);
    Heard heard = listen(Caller.holding(token, Client.CURL, Door.MCP), LISTS);

    subscriptions().sweep(key -> true, end.minusMillis(1));
    assertThat(subscriptions().size()).isEqualTo(1);

    subscriptions().sweep(key -> true, end);
    assertEnded(heard);
  }

  @Test
  void allEndWithTheServer() {
    Heard one = listen(me(), LISTS);
    Heard other = listen(me(), LISTS);

    subscriptions().endAll();

    assertEnded(one);
    assertEnded(other);
    assertThat(subscriptions().size()).isZero();
  }

  @Test
  void oneThatCannotBeginLeavesNothingBehind() {
    Caller caller = me();
    installation.get().close();

    assertThat(listen(caller, LISTS).code()).isEqualTo(RpcError.INTERNAL_ERROR);
    assertThat(subscriptions().size()).isZero();
  }
}
