package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that has as much to do as it takes on. */
final class CrowdedServerTest {
  private static final int CONNECTIONS = 6;
  private static final String HOST = "Host: localhost\r\n";
  private static final String HELLO = "GET /hello HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String BUSY = "GET /busy HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String HELD = "GET /held HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String LARGE = "POST /large HTTP/1.1\r\n" + HOST;

  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies, 2);
  private final Bodies bodies = new Bodies(replies, failures, 100_000);
  private final Traffic traffic = new Traffic();
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Server server =
      Server.start(
          "127.0.0.1",
          0,
          1,
          new Capacity(CONNECTIONS, Duration.ofSeconds(60)),
          null,
          traffic,
          handler());

  private HttpHandler handler() {
    return new Routes(replies)
        .get("/hello", replies::noContent)
        .get("/busy", exchange -> failures.onWorker(exchange, this::wait))
        .get("/held", exchange -> exchange.dispatch((HttpHandler) this::wait))
        .add(
            Methods.POST,
            "/large",
            exchange -> bodies.bytes(exchange, 60_000, (done, body) -> replies.noContent(done)))
        .handler();
  }

  private void wait(HttpServerExchange exchange) {
    hold();
    replies.noContent(exchange);
  }

  private void hold() {
    begun.release();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    server.close();
  }

  private RawHttp connect() {
    return to(server);
  }

  private static RawHttp to(Server server) {
    return RawHttp.to(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static int status(RawHttp connection) {
    return connection.answer().orElseThrow().status();
  }

  private static void expectComeBackLater(RawHttp connection) {
    RawHttp.Answer answer = connection.answer().orElseThrow();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("1");
  }

  @Test
  void tooManyOnWorkersAreToldToComeBack() {
    try (RawHttp first = connect().send(BUSY);
        RawHttp second = connect().send(BUSY);
        RawHttp third = connect()) {
      begun.acquireUninterruptibly(2);
      third.send(BUSY);
      expectComeBackLater(third);
      third.send(HELLO);
      assertThat(status(third)).as("what needs no worker").isEqualTo(204);
      goOn.countDown();
      assertThat(status(first)).isEqualTo(204);
      assertThat(status(second)).isEqualTo(204);
      assertThat(statusOnceThereIsRoom(third)).isEqualTo(204);
    }
  }

  /** A place is given back a moment after its answer went out. */
  private static int statusOnceThereIsRoom(RawHttp connection) {
    int status;
    int left = 10_000;
    do {
      status = status(connection.send(BUSY));
      left--;
    } while (status == 503 && left > 0);
    return status;
  }

  @Test
  void moreBodiesThanThereIsMemoryForAreToldToComeBack() {
    try (RawHttp first = connect().send(LARGE + "Content-Length: 60000\r\n\r\n");
        RawHttp second = connect()) {
      awaitIoThread();
      second.send(LARGE + "Content-Length: 60000\r\n\r\n");
      expectComeBackLater(second);
      first.send("x".repeat(60_000));
      assertThat(status(first)).isEqualTo(204);
      // On its own connection, as there the first is over for sure.
      first.send(LARGE + "Content-Length: 60000\r\n\r\n" + "x".repeat(60_000));
      assertThat(status(first)).isEqualTo(204);
    }
  }

  @Test
  void chunkedBodiesCountAsTheLargestThatIsTaken() {
    try (RawHttp first = connect().send(LARGE + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
        RawHttp second = connect()) {
      awaitIoThread();
      second.send(LARGE + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      expectComeBackLater(second);
    }
  }

  /** There is one I/O thread, and it does things in turn. */
  private void awaitIoThread() {
    try (RawHttp other = connect().send(HELLO)) {
      assertThat(status(other)).isEqualTo(204);
    }
  }

  @Test
  void aSilentConnectionMakesRoom() {
    RawHttp[] silent = new RawHttp[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      silent[i] = connect();
    }
    try (RawHttp another = connect().send(HELLO)) {
      assertThat(status(another)).isEqualTo(204);
      assertThat(silent[0].answer()).isEmpty();
      assertThat(status(silent[1].send(HELLO))).isEqualTo(204);
      assertThat(traffic.open()).isEqualTo(CONNECTIONS);
    }
    assertThat(traffic.refused()).isEqualTo(1);
    for (RawHttp one : silent) {
      one.close();
    }
  }

  @Test
  void aCrowdIsToldInTheLogOnce() {
    try (LogTap log = LogTap.open();
        RawHttp first = connect();
        RawHttp second = connect();
        RawHttp third = connect()) {
      List<RawHttp> others = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        RawHttp other = connect().send(HELLO);
        assertThat(status(other)).isEqualTo(204);
        others.add(other);
      }
      assertThat(List.of(first, second, third)).allMatch(one -> one.answer().isEmpty());
      assertThat(log.heard())
          .containsOnlyOnce(
              "There is no room for more connections (" + CONNECTIONS + " on this thread)");
      others.forEach(RawHttp::close);
    }
  }

  @Test
  void whoeverWasQuietForTheLongestMakesRoom() {
    RawHttp[] all = new RawHttp[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      all[i] = connect().send(HELLO);
      assertThat(status(all[i])).isEqualTo(204);
    }
    assertThat(all[0].isQuietFor(3 * Watch.TICK_MILLIS)).isTrue();
    assertThat(status(all[0].send(HELLO))).isEqualTo(204);
    assertThat(all[0].isQuietFor(4 * Watch.TICK_MILLIS)).isTrue();

    try (RawHttp another = connect().send(HELLO)) {
      assertThat(status(another)).isEqualTo(204);
      assertThat(all[1].answer()).isEmpty();
      assertThat(status(all[0].send(HELLO))).isEqualTo(204);
    }
    for (RawHttp one : all) {
      one.close();
    }
  }

  @Test
  void whoeverIsGoneTakesNoRoom() {
    for (int i = 0; i < CONNECTIONS; i++) {
      try (RawHttp one = connect().send(HELLO)) {
        assertThat(status(one)).isEqualTo(204);
      }
    }
    try (RawHttp another = connect().send(HELLO)) {
      assertThat(status(another)).isEqualTo(204);
      awaitIoThread();
      assertThat(traffic.open()).isBetween(1, CONNECTIONS);
    }
    assertThat(traffic.refused()).isZero();
  }

  @Test
  void connectionsWithSomethingUnderWayDoNotMakeRoom() {
    RawHttp[] working = new RawHttp[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      working[i] = connect().send(HELD);
    }
    begun.acquireUninterruptibly(CONNECTIONS);
    try (RawHttp another = connect().send(HELLO)) {
      expectComeBackLater(another);
      assertThat(another.drain()).isZero();
    }
    assertThat(traffic.refused()).isEqualTo(1);
    assertThat(traffic.open()).isEqualTo(CONNECTIONS);
    goOn.countDown();
    for (RawHttp one : working) {
      assertThat(status(one)).isEqualTo(204);
      one.close();
    }
  }

  /** Whether one more hears why it is sent away, and is not cut without a word. */
  private boolean isTold() {
    try (RawHttp one = connect()) {
      return one.answer().isPresent();
    }
  }

  @Test
  void onlySomeAreToldWhileTheyLeave() {
    RawHttp[] working = new RawHttp[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      working[i] = connect().send(HELD);
    }
    begun.acquireUninterruptibly(CONNECTIONS);
    // They ask nothing, and leave a second later all the same.
    int told = 0;
    while (isTold()) {
      told++;
      assertThat(told).isLessThan(100_000);
    }
    assertThat(told).isGreaterThanOrEqualTo(16);
    int left = 100_000;
    while (!isTold()) {
      assertThat(left--).isPositive();
    }
    goOn.countDown();
    for (RawHttp one : working) {
      assertThat(status(one)).isEqualTo(204);
      one.close();
    }
  }

  @Test
  void workersAreLeftWhenManyWaitForTheirClients() {
    Replies few = new Replies(new Json(), Challenges.PLAIN);
    HttpHandler writing = exchange -> few.write(exchange, "text/plain", out -> hold());
    try (Server ofWriters = Server.start("127.0.0.1", 0, exchange -> exchange.dispatch(writing))) {
      RawHttp[] writers = new RawHttp[Capacity.MOST_LONG_ANSWERS];
      for (int i = 0; i < writers.length; i++) {
        writers[i] = to(ofWriters).send(HELLO);
      }
      begun.acquireUninterruptibly(writers.length);
      try (RawHttp another = to(ofWriters).send(HELLO)) {
        expectComeBackLater(another);
      }
      goOn.countDown();
      for (RawHttp writer : writers) {
        assertThat(status(writer)).isEqualTo(200);
        writer.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 1073741824, 774",
    "20000, 8589934592, 10000",
    "20000, 134217728, 5461",
    "256, 1073741824, 16",
    "9223372036854775807, 9223372036854775807, 10000"
  })
  void thereAreAlwaysFilesAndMemoryLeft(long files, long memory, int connections) {
    assertThat(Capacity.connections(files, memory)).isEqualTo(connections);
  }
}
