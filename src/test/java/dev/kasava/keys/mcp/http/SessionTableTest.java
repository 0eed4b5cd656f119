package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.app.McpLanes;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.legacy.Witness;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
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

  private static final class Stream implements Outlet {
    private volatile boolean isClosed;

    @Override
    public void send(Object message) {}

    @Override
    public void answer(Object id, Object result) {}

    @Override
    public void refuse(@Nullable Object id, RpcError error) {}

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private LegacyLane lane;
  private SessionTable table;

  @BeforeAll
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    Json json = new Json();
    Shapes shapes = new Shapes(installation.get().format(), clock, () -> "http://127.0.0.1:1");
    lane =
        McpLanes.over(
                installation.get(),
                KeyCatalogue.of(installation.get().verbs(), shapes, json, "test"),
                json,
                MINUTE,
                Runnable::run)
            .legacy();
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
    ObjectNode wish =
        (ObjectNode)
            new Json()
                .mapper()
                .readTree(
                    """
                    {"protocolVersion":"2025-11-25","capabilities":{},
                     "clientInfo":{"name":"raw","version":"1"}}
                    """);
    return switch (lane.begin(
        new Message.Request(0L, "initialize", wish), caller(key), Witness.NONE)) {
      case Outcome.Done<Session>(Session session) -> session;
      case Outcome.Refused<Session> refused -> throw new AssertionError(refused);
    };
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
    table.listen(listening, new Stream(), null);
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
        new Message.Request(1L, "tools/call", call), caller(key(1)), new Stream(), later -> {});
    assertThat(busy.isAtWork()).isTrue();
    clock.advance(MINUTE);
    for (int i = 0; i < SessionTable.MOST_OF_A_KEY; i++) {
      table.listen(added(key(1)), new Stream(), null);
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
    Stream stream = new Stream();
    table.listen(listening, stream, null);
    clock.advance(SessionTable.LONGEST_IDLE);
    assertThat(has(used)).isTrue();
    clock.advance(MINUTE);
    table.sweep(key -> true);
    assertThat(table.size()).isEqualTo(2);
    assertThat(has(idle)).isFalse();
    assertThat(stream.isClosed).isFalse();
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
    Stream stream = new Stream();
    table.listen(session, stream, clock.instant().plus(MINUTE));
    clock.advance(MINUTE.minusMillis(1));
    table.sweep(key -> true);
    assertThat(stream.isClosed).isFalse();
    clock.advance(Duration.ofMillis(1));
    table.sweep(key -> true);
    assertThat(stream.isClosed).isTrue();
    assertThat(has(session)).isTrue();
  }

  @Test
  void aSessionWhoseStreamsReaderLeftGrowsIdleLikeAnyOther() {
    Session session = added(key(1));
    Stream stream = new Stream();
    table.listen(session, stream, null);
    table.leave(session, stream);
    clock.advance(SessionTable.LONGEST_IDLE.plus(MINUTE));
    table.sweep(key -> true);
    assertThat(table.size()).isZero();
  }

  @Test
  void aStreamThatLeavesDoesNotTakeItsSuccessorAlong() {
    Session session = added(key(1));
    Stream before = new Stream();
    Stream after = new Stream();
    table.listen(session, before, null);
    table.listen(session, after, null);
    assertThat(before.isClosed).isTrue();
    table.leave(session, before);
    clock.advance(SessionTable.LONGEST_IDLE.plus(MINUTE));
    table.sweep(key -> true);
    assertThat(table.size()).isEqualTo(1);
    table.endAll();
    assertThat(after.isClosed).isTrue();
  }

  @Test
  void aDeadKeysSessionsEndWithTheirStreams() {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Session session = added(key(i % 3));
      Stream stream = new Stream();
      streams.add(stream);
      table.listen(session, stream, null);
    }
    table.sweep(key -> !key.equals(key(0)));
    assertThat(table.size()).isEqualTo(20);
    assertThat(streams.stream().filter(stream -> stream.isClosed)).hasSize(10);
  }

  @Test
  void aSessionIsOverAfterItsTimeHoweverItIsUsed() {
    Session session = added(key(1));
    Stream stream = new Stream();
    table.listen(session, stream, null);
    clock.advance(Session.LONGEST.minusMillis(1));
    assertThat(has(session)).isTrue();
    table.sweep(key -> true);
    assertThat(has(session)).isTrue();
    clock.advance(Duration.ofMillis(1));
    table.sweep(key -> true);
    assertThat(table.size()).isZero();
    assertThat(stream.isClosed).isTrue();
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
    Stream late = new Stream();
    table.listen(session, late, null);
    assertThat(late.isClosed).isTrue();
  }
}
