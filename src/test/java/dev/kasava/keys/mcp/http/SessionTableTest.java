package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.legacy.Witness;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Room, idleness and the end of sessions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionTableTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private TestLanes lanes;
  private SessionTable table;

  @BeforeAll
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lanes = TestLanes.over(installation);
  }

  @AfterAll
  void close() {
    installation.close();
  }

  @BeforeEach
  void empty() {
    table = new SessionTable(installation.get().changes(), clock);
  }

  private static KeyId key(int number) {
    return new KeyId("key_%022d".formatted(number));
  }

  private static Caller caller(KeyId key) {
    return new Caller(new OwnerId("own_1"), key, Scopes.DEFAULT, null, Client.UNKNOWN, Door.MCP);
  }

  private Session begin(KeyId key) {
    return lanes.begin(caller(key), "{}", Witness.NONE);
  }

  private Session added(KeyId key) {
    Session session = begin(key);
    session.take(
        new Message.Notification(
            "notifications/initialized", new Json().mapper().createObjectNode()));
    table.add(session);
    return session;
  }

  private boolean has(Session session) {
    // Looking one up through its own key would count as use.
    return table.find(session.id(), session.principal()) != null;
  }

  @Test
  void aKeyThatBeginsTooManyLosesTheOneIdleForTheLongest() {
    Session oldest = added(key(1));
    Session listening = added(key(1));
    table.listen(listening, new Heard(), null);
    clock.advance(MINUTE);
    Session next = added(key(1));
    clock.advance(MINUTE);
    Session others = added(key(2));
    for (int i = 0; i < SessionTable.MOST_OF_A_KEY - 2; i++) {
      added(key(1));
    }
    assertThat(table.size()).isEqualTo(SessionTable.MOST_OF_A_KEY + 1);
    assertThat(has(oldest)).isFalse();
    assertThat(has(listening)).isTrue();
    assertThat(has(next)).isTrue();
    assertThat(has(others)).isTrue();
  }

  /** A person may be reading what it is about to do. */
  @Test
  void aSessionWithARequestUnderWayIsGivenUpLast() {
    Session busy = added(key(1));
    ObjectNode call = new Json().mapper().createObjectNode().put("name", "delete_api_key");
    busy.answer(
        new Message.Request(1L, "tools/call", call), caller(key(1)), new Heard(), later -> {});
    assertThat(busy.isAtWork()).isTrue();
    clock.advance(MINUTE);
    for (int i = 0; i < SessionTable.MOST_OF_A_KEY; i++) {
      table.listen(added(key(1)), new Heard(), null);
    }
    assertThat(table.size()).isEqualTo(SessionTable.MOST_OF_A_KEY);
    assertThat(has(busy)).isTrue();
  }

  @Test
  void thereIsRoomForSoManyInAllHoweverManyComeAtOnce() throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
      List<java.util.concurrent.Future<?>> all = new ArrayList<>();
      for (int i = 0; i < SessionTable.MOST + 50; i++) {
        KeyId key = key(i % 40);
        all.add(workers.submit(() -> added(key)));
      }
      for (var one : all) {
        one.get();
      }
    }
    assertThat(table.size()).isEqualTo(SessionTable.MOST);
  }

  @Test
  void idleSessionsEndAndThoseInUseOrWithAStreamDoNot() {
    Session idle = added(key(1));
    Session used = added(key(1));
    Session listening = added(key(1));
    Heard stream = new Heard();
    table.listen(listening, stream, null);
    clock.advance(SessionTable.LONGEST_IDLE);
    assertThat(has(used)).isTrue();
    clock.advance(MINUTE);
    table.sweep(key -> true);
    assertThat(table.size()).isEqualTo(2);
    assertThat(has(idle)).isFalse();
    assertThat(stream.isClosed()).isFalse();
  }

  @Test
  void aSessionWhoseClientNeverComesBackEndsSoon() {
    Session unconfirmed = begin(key(1));
    table.add(unconfirmed);
    Session confirmed = added(key(1));
    clock.advance(SessionTable.LONGEST_UNCONFIRMED.plusSeconds(1));
    table.sweep(key -> true);
    assertThat(has(unconfirmed)).isFalse();
    assertThat(has(confirmed)).isTrue();
  }

  @Test
  void aStreamEndsWithTheTokenThatOpenedItAndTheSessionGoesOn() {
    Session session = added(key(1));
    Heard stream = new Heard();
    table.listen(session, stream, clock.instant().plus(MINUTE));
    clock.advance(MINUTE.minusMillis(1));
    table.sweep(key -> true);
    assertThat(stream.isClosed()).isFalse();
    clock.advance(Duration.ofMillis(1));
    table.sweep(key -> true);
    assertThat(stream.isClosed()).isTrue();
    assertThat(has(session)).isTrue();
  }

  @Test
  void aSessionWhoseStreamsReaderLeftGrowsIdleLikeAnyOther() {
    Session session = added(key(1));
    Heard stream = new Heard();
    table.listen(session, stream, null);
    table.leave(session, stream);
    clock.advance(SessionTable.LONGEST_IDLE.plus(MINUTE));
    table.sweep(key -> true);
    assertThat(table.size()).isZero();
  }

  @Test
  void aStreamThatLeavesDoesNotTakeItsSuccessorAlong() {
    Session session = added(key(1));
    Heard before = new Heard();
    Heard after = new Heard();
    table.listen(session, before, null);
    table.listen(session, after, null);
    assertThat(before.isClosed()).isTrue();
    table.leave(session, before);
    clock.advance(SessionTable.LONGEST_IDLE.plus(MINUTE));
    table.sweep(key -> true);
    assertThat(table.size()).isEqualTo(1);
    table.endAll();
    assertThat(after.isClosed()).isTrue();
  }

  @Test
  void aDeadKeysSessionsEndWithTheirStreams() {
    List<Heard> streams = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Session session = added(key(i % 3));
      Heard stream = new Heard();
      streams.add(stream);
      table.listen(session, stream, null);
    }
    table.sweep(key -> !key.equals(key(0)));
    assertThat(table.size()).isEqualTo(20);
    assertThat(streams.stream().filter(Heard::isClosed)).hasSize(10);
  }

  @Test
  void aSessionIsOverAfterItsTimeHoweverItIsUsed() {
    Session session = added(key(1));
    Heard stream = new Heard();
    table.listen(session, stream, null);
    clock.advance(Session.LONGEST.minusMillis(1));
    assertThat(has(session)).isTrue();
    table.sweep(key -> true);
    assertThat(has(session)).isTrue();
    clock.advance(Duration.ofMillis(1));
    table.sweep(key -> true);
    assertThat(table.size()).isZero();
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void oneThatIsThereAlreadyStays() {
    Session session = added(key(1));
    assertThat(table.add(session)).isSameAs(session);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void aStreamThatComesAfterTheEndIsClosed() {
    Session session = added(key(1));
    table.end(session);
    Heard late = new Heard();
    table.listen(session, late, null);
    assertThat(late.isClosed()).isTrue();
  }
}
