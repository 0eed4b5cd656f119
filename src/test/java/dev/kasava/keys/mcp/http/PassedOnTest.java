package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.McpNotes.Kind;
import dev.kasava.keys.store.McpNotes.Note;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process passes on of a session to the other one that knows it. */
final class PassedOnTest {
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private TestLanes lanes;
  private Issue.Claimed key;
  private SharedSessions one;
  private SharedSessions two;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lanes = TestLanes.over(installation);
    key = installation.create("Deploy key", null, "keys:read");
    one = sessions();
    two = sessions();
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private SharedSessions sessions() {
    return new SharedSessions(
        lanes.get().legacy(),
        new SessionTable(installation.get().changes(), clock),
        installation.get().mcpNotes(),
        new Json(),
        clock);
  }

  private Caller me() {
    return installation.firstCaller();
  }

  private Session begin() {
    return TestInstallation.done(one.begin(TestLanes.initialize("{\"elicitation\":{}}"), me()));
  }

  private Session atTwo(Session session) {
    return two.takeUp(Objects.requireNonNull(two.resumed(session.id(), me()))).orElseThrow();
  }

  private Heard delete(Session session) {
    return lanes.delete(session, me(), key);
  }

  private static Message.Response response(Object id, String result) {
    return new Message.Response(id, new Json().mapper().readTree(result));
  }

  private String uri() {
    return "kasava://keys/" + key.key().key().id();
  }

  @Test
  void aPersonsAnswerReachesTheOneThatAsked() {
    Session session = begin();
    Session elsewhere = atTwo(session);
    Heard heard = delete(session);
    Message.Response accepted =
        response(heard.question(), "{\"action\":\"accept\",\"content\":{}}");

    assertThat(SharedSessions.isForAnother(elsewhere, accepted)).isTrue();
    assertThat(two.pass(elsewhere, accepted)).isTrue();
    two.hear();
    assertThat(heard.messages()).hasSize(1);

    one.hear();

    assertThat(heard.result().path("structuredContent").path("deleted").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      nullValues = "none",
      textBlock =
          """
          {"action":"accept"}                          | accept
          {"action":"accept","content":{}}             | accept
          {"action":"decline"}                         | decline
          {"action":"cancel"}                          | cancel
          {"action":"accept","content":{"name":"Ada"}} | none
          {"action":"steal"}                           | none
          {}                                           | none
          """)
  void onlyADecisionIsPassedOn(String result, String passed) {
    Session elsewhere = atTwo(begin());
    String question = "0123456789abcdef0123456789abcdef0123-0";

    two.pass(elsewhere, response(question, result));

    assertThat(installation.get().mcpNotes().of(elsewhere.name()))
        .containsExactly(
            new Note(elsewhere.name(), Kind.ANSWERED, question, passed == null ? "" : passed));
  }

  @Test
  void whatIsNoDecisionIsNoAnswer() {
    Session session = begin();
    Heard heard = delete(session);

    two.pass(
        atTwo(session),
        response(heard.question(), "{\"action\":\"accept\",\"content\":{\"a\":1}}"));
    one.hear();

    assertThat(heard.result().path("isError").booleanValue()).isTrue();
  }

  @Test
  void onlyWhatAnotherMayHaveAskedIsForAnother() {
    Session session = begin();
    Session elsewhere = atTwo(session);
    String question = delete(session).question();

    assertThat(SharedSessions.isForAnother(session, response(question, "{}"))).isFalse();
    assertThat(SharedSessions.isForAnother(elsewhere, response(question, "{}"))).isTrue();
    assertThat(SharedSessions.isForAnother(elsewhere, response(7L, "{}"))).isFalse();
    assertThat(SharedSessions.isForAnother(elsewhere, response("7", "{}"))).isFalse();
  }

  @Test
  void aCancelledRequestIsCancelledWhereItIsUnderWay() {
    Session session = begin();
    Heard heard = delete(session);

    assertThat(two.passCancelled(atTwo(session), 2L)).isTrue();
    one.hear();
    assertThat(heard.isClosed()).isFalse();

    assertThat(two.passCancelled(atTwo(session), 1L)).isTrue();
    one.hear();
    assertThat(heard.isClosed()).isTrue();
  }

  private void watch(Session session, String how) {
    assertThat(
            lanes
                .ask(session, me(), 3L, "resources/" + how, "{\"uri\":\"" + uri() + "\"}")
                .result()
                .isObject())
        .isTrue();
  }

  private Heard changesHeardBy(Session session) {
    Heard stream = new Heard();
    session.listen(stream);
    installation.delete(key);
    installation.get().changes().poll();
    return stream;
  }

  @Test
  void whatIsWatchedAtOneIsToldAtTheOther() {
    Session session = begin();
    Session elsewhere = atTwo(session);

    watch(session, "subscribe");
    two.hear();

    assertThat(changesHeardBy(elsewhere).methods())
        .containsExactly("notifications/resources/list_changed", "notifications/resources/updated");
  }

  @Test
  void whatWasWatchedBeforeIsToldToo() {
    Session session = begin();
    watch(session, "subscribe");

    assertThat(changesHeardBy(atTwo(session)).methods())
        .contains("notifications/resources/updated");
  }

  @Test
  void whatIsWatchedNoLongerAtOneIsNotToldAtTheOther() {
    Session session = begin();
    watch(session, "subscribe");
    Session elsewhere = atTwo(session);
    watch(session, "unsubscribe");
    two.hear();

    assertThat(changesHeardBy(elsewhere).methods())
        .containsExactly("notifications/resources/list_changed");
  }

  @Test
  void aSessionIsBegunAtOnceOnceOneWas() {
    assertThat(one.takesAtOnce()).isFalse();
    begin();
    assertThat(one.takesAtOnce()).isTrue();
    assertThat(two.takesAtOnce()).isFalse();
  }
}
