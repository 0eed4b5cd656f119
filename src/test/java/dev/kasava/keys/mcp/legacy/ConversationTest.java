package dev.kasava.keys.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a client of the older era hears in its session, whatever carries it. */
final class ConversationTest {
  private static final String FORMS = "{\"elicitation\":{}}";
  private static final int RESOURCE_NOT_FOUND = -32002;

  /** Notes what it is told; there may be too much of it. */
  private static final class Noted implements Witness {
    private final List<String> uris = new ArrayList<>();
    private boolean isFull;

    @Override
    public boolean watches(Session session, String uri, @Nullable Watched what) {
      uris.add(what == null ? "-" + uri : uri);
      return !isFull;
    }
  }

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private final Noted noted = new Noted();
  private TestInstallation installation;
  private TestLanes lanes;
  private Issue.Claimed key;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lanes = TestLanes.over(installation);
    key = installation.create("Deploy key", null, "keys:read");
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private Caller me() {
    return installation.firstCaller();
  }

  private String uri() {
    return "kasava://keys/" + key.key().key().id();
  }

  private Session begin(String capabilities) {
    return lanes.begin(me(), capabilities, noted);
  }

  private Heard ask(Session session, String method, String params) {
    return lanes.ask(session, me(), 1L, method, params);
  }

  private Heard watch(Session session, String method, String uri) {
    return ask(session, method, "{\"uri\":\"" + uri + "\"}");
  }

  private Heard delete(Session session) {
    return lanes.delete(session, me(), key);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) new Json().mapper().readTree(text);
  }

  private static Message.Notification notification(String method, String params) {
    return new Message.Notification(method, json(params));
  }

  private boolean isThere() {
    return installation.get().keys().read(reader -> reader.key(key.key().key().id())).isPresent();
  }

  @Test
  void aSessionIsItsKeysForSevenDays() {
    Session session = begin("{}");

    assertThat(session.principal()).isEqualTo(me().principal());
    assertThat(session.key()).isEqualTo(me().key());
    assertThat(session.owner()).isEqualTo(me().owner());
    assertThat(session.endsAt()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    assertThat(session.name()).isNotEqualTo(session.id());
    assertThat(session.mayBeTold()).isTrue();
    assertThat(session.isConfirmed()).isFalse();
    assertThat(session.isAtWork()).isFalse();
  }

  @Test
  void aKeyThatMayNotReadIsNotTold() {
    Issue.Claimed blind = installation.create("Blind", null, "deploy");

    assertThat(lanes.begin(installation.caller(blind.secret()), "{}", noted).mayBeTold()).isFalse();
  }

  @Test
  void whoeverComesBackConfirmsTheSession() {
    Session session = begin("{}");
    assertThat(ask(session, "ping", "{}").result().isEmpty()).isTrue();
    assertThat(session.isConfirmed()).isTrue();

    Session initialized = begin("{}");
    assertThat(initialized.take(notification("notifications/initialized", "{}"))).isTrue();
    assertThat(initialized.isConfirmed()).isTrue();

    Session listening = begin("{}");
    listening.listen(new Heard());
    assertThat(listening.isConfirmed()).isTrue();
  }

  @Test
  void requestsAreAnsweredUnderTheirIds() {
    Session session = begin("{}");

    assertThat(ask(session, "ping", "{}").last().path("id").longValue()).isEqualTo(1);
    Heard listed = ask(session, "resources/list", "{}");
    assertThat(listed.last().path("id").longValue()).isEqualTo(1);
    assertThat(listed.result().path("resources")).hasSize(3);
    assertThat(ask(session, "tools/list", "{}").result().path("tools").size()).isPositive();
    assertThat(session.isAtWork()).isFalse();
  }

  @Test
  void anUnknownMethodIsToldSo() {
    assertThat(ask(begin("{}"), "keys/steal", "{}").code()).isEqualTo(RpcError.METHOD_NOT_FOUND);
  }

  @Test
  void aResourceThatIsNotThereHasACodeOfItsOwn() {
    Session session = begin("{}");

    assertThat(watch(session, "resources/read", "kasava://nothing").code())
        .isEqualTo(RESOURCE_NOT_FOUND);
    assertThat(ask(session, "resources/read", "{}").code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(ask(session, "prompts/get", "{\"name\":\"nothing\"}").code())
        .isEqualTo(RpcError.INVALID_PARAMS);
  }

  @Test
  void onlyALevelThatThereIsCanBeSet() {
    Session session = begin("{}");

    assertThat(ask(session, "logging/setLevel", "{\"level\":\"warning\"}").result().isObject())
        .isTrue();
    Heard refused = ask(session, "logging/setLevel", "{\"level\":\"WARNING\"}");
    assertThat(refused.code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(refused.last().toString()).contains("debug, info, notice");
    assertThat(ask(session, "logging/setLevel", "{}").code()).isEqualTo(RpcError.INVALID_PARAMS);
  }

  private void change() {
    installation.delete(key);
    installation.get().changes().poll();
  }

  private Heard listening(Session session) {
    Heard stream = new Heard();
    session.listen(stream);
    installation.get().changes().listen(session.owner(), session);
    return stream;
  }

  @Test
  void whatIsWatchedIsTold() {
    Session session = begin("{}");
    Heard stream = listening(session);

    assertThat(watch(session, "resources/subscribe", uri()).result().isObject()).isTrue();
    change();

    assertThat(noted.uris).containsExactly(uri());
    assertThat(stream.methods())
        .containsExactly("notifications/resources/list_changed", "notifications/resources/updated");
    assertThat(stream.last().path("params").path("uri").stringValue()).isEqualTo(uri());
  }

  @Test
  void whatIsWatchedNoLongerIsNotTold() {
    Session session = begin("{}");
    Heard stream = listening(session);

    watch(session, "resources/subscribe", uri());
    assertThat(watch(session, "resources/unsubscribe", uri()).result().isObject()).isTrue();
    change();

    assertThat(noted.uris).containsExactly(uri(), "-" + uri());
    assertThat(stream.methods()).containsExactly("notifications/resources/list_changed");
  }

  @Test
  void whatAnotherProcessWasAskedToWatchIsTold() {
    Session session = begin("{}");
    Heard stream = listening(session);

    session.recall(uri(), new Watched.OneKey(key.key().key().id()));
    change();

    assertThat(noted.uris).isEmpty();
    assertThat(stream.methods()).contains("notifications/resources/updated");
  }

  @Test
  void watchingTwiceIsNotedOnce() {
    Session session = begin("{}");

    watch(session, "resources/subscribe", uri());
    assertThat(watch(session, "resources/subscribe", uri()).result().isObject()).isTrue();

    assertThat(noted.uris).containsExactly(uri());
  }

  @Test
  void onlyWhatThereIsCanBeWatched() {
    Session session = begin("{}");

    assertThat(ask(session, "resources/subscribe", "{}").code()).isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(watch(session, "resources/subscribe", "file:///x").last().toString())
        .contains("no such resource");
    assertThat(watch(session, "resources/unsubscribe", "file:///x").result().isObject()).isTrue();
    assertThat(noted.uris).isEmpty();
  }

  @Test
  void whatCannotBeNotedIsNotWatched() {
    Session session = begin("{}");
    Heard stream = listening(session);
    noted.isFull = true;

    assertThat(watch(session, "resources/subscribe", uri()).last().toString())
        .contains("too many resources");
    change();

    assertThat(stream.methods()).containsExactly("notifications/resources/list_changed");
  }

  @Test
  void noMoreThanAThousandAreWatched() {
    Session session = begin("{}");
    for (int i = 0; i < 1_000; i++) {
      String uri = "kasava://keys/key_%022d".formatted(i);
      session.recall(uri, new Watched.OneKey(key.key().key().id()));
    }

    assertThat(watch(session, "resources/subscribe", uri()).code())
        .isEqualTo(RpcError.INVALID_PARAMS);
    assertThat(noted.uris).isEmpty();
  }

  @Test
  void aPersonIsAskedAndTheAnswerGoesOn() {
    Session session = begin(FORMS);
    Heard heard = delete(session);

    Object question = heard.question();
    assertThat(heard.messages()).hasSize(1);
    assertThat(session.isAtWork()).isTrue();
    assertThat(session.hasAsked(question)).isTrue();
    assertThat(isThere()).isTrue();

    session.take(new Message.Response(question, json("{\"action\":\"accept\",\"content\":{}}")));

    assertThat(heard.result().path("isError").booleanValue()).isFalse();
    assertThat(session.isAtWork()).isFalse();
    assertThat(isThere()).isFalse();
  }

  @Test
  void anErrorIsNoAnswer() {
    Session session = begin(FORMS);
    Heard heard = delete(session);

    session.take(new Message.Response(heard.question(), null));

    assertThat(heard.result().path("isError").booleanValue()).isTrue();
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatWasAskedElsewhereIsNotItsQuestion() {
    Session session = begin(FORMS);
    Session other = begin(FORMS);
    Object question = delete(session).question();

    assertThat(other.hasAsked(question)).isFalse();
    delete(other);
    assertThat(other.hasAsked(question)).isFalse();
    assertThat(session.hasAsked(7L)).isFalse();
  }

  @Test
  void aResponseToNothingHarmsNothing() {
    Session session = begin(FORMS);
    session.take(new Message.Response("nothing", json("{\"action\":\"accept\"}")));
    Heard heard = delete(session);
    session.take(new Message.Response("nothing", json("{\"action\":\"accept\"}")));

    assertThat(heard.messages()).hasSize(1);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whoeverCannotAskAPersonIsToldWhatWouldHappen() {
    Heard heard = delete(begin("{}"));

    assertThat(heard.result().path("structuredContent").path("dryRun").booleanValue()).isTrue();
    assertThat(isThere()).isTrue();
  }

  @Test
  void aCancelledRequestIsNotAnsweredAndItsQuestionIsVoid() {
    Session session = begin(FORMS);
    Heard heard = delete(session);
    Object question = heard.question();

    assertThat(session.take(notification("notifications/cancelled", "{\"requestId\":2}")))
        .isFalse();
    assertThat(session.take(notification("notifications/cancelled", "{\"requestId\":1}"))).isTrue();

    assertThat(heard.isClosed()).isTrue();
    assertThat(session.isAtWork()).isFalse();
    session.take(new Message.Response(question, json("{\"action\":\"accept\",\"content\":{}}")));
    assertThat(heard.messages()).hasSize(1);
    assertThat(isThere()).isTrue();
  }

  @Test
  void aRequestIsCancelledByItsMark() {
    Session session = begin(FORMS);
    Heard heard = delete(session);

    session.cancel(RequestMark.of(2L));
    assertThat(heard.isClosed()).isFalse();
    session.cancel(RequestMark.of(1L));
    assertThat(heard.isClosed()).isTrue();
  }

  @Test
  void theEndOfASessionCancelsWhatIsUnderWay() {
    Session session = begin(FORMS);
    Heard heard = delete(session);

    session.end();

    assertThat(heard.isClosed()).isTrue();
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatTheBeginningLacksIsToldClearly() {
    for (String lacking : List.of("protocolVersion", "capabilities", "clientInfo")) {
      ObjectNode wish =
          json(
              """
              {"protocolVersion":"2025-11-25","capabilities":{},
               "clientInfo":{"name":"raw","version":"1"}}
              """);
      wish.remove(lacking);
      assertThat(
              lanes.get().legacy().begin(new Message.Request(0L, "initialize", wish), me(), noted))
          .as(lacking)
          .isInstanceOf(Outcome.Refused.class);
    }
  }
}
