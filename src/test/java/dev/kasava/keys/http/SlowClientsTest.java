package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep a server waiting, over real sockets. */
final class SlowClientsTest {
  private static final byte[] MUCH = new byte[512 * 1024];
  private static final String HOST = "Host: localhost\r\n";
  private static final String HELLO = "GET /hello HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String BODY = "POST /body HTTP/1.1\r\n" + HOST;

  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Bodies bodies = new Bodies(replies, failures);
  private final Traffic traffic = new Traffic();
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private final Server server =
      Server.start(
          "127.0.0.1", 0, 1, new Capacity(100, Duration.ofSeconds(2)), null, traffic, handler());

  private HttpHandler handler() {
    return new Routes(replies)
        .get("/hello", exchange -> replies.noContent(exchange))
        .get("/much", exchange -> replies.send(exchange, 200, "text/plain", MUCH))
        .get("/on-worker", exchange -> failures.onWorker(exchange, worker -> writeOn(worker)))
        .add(
            Methods.POST,
            "/body",
            exchange -> bodies.bytes(exchange, 1_000, (done, body) -> replies.noContent(done)))
        .handler();
  }

  private void writeOn(HttpServerExchange exchange) {
    replies.write(exchange, "text/plain", this::writeMuch);
    givenUp.countDown();
  }

  private void writeMuch(OutputStream out) throws IOException {
    for (int i = 0; i < 100; i++) {
      out.write(MUCH);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp connect() {
    return RawHttp.to(url());
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET /hello HTTP/1.1\r\n" + HOST,
        "GET /hello HTTP/1.1\r\n" + HOST + "X-Half",
        BODY + "Content-Length: 10\r\n\r\n",
        BODY + "Content-Length: 10\r\n\r\nhalf",
        BODY + "Transfer-Encoding: chunked\r\n\r\n5\r\nha",
        BODY + "Content-Length: 100000\r\n\r\nmore than is taken"
      })
  void whatDoesNotComeIsNotWaitedFor(String sent) {
    try (RawHttp half = connect().send(sent)) {
      assertThat(half.answer()).isEmpty();
    }
  }

  @Test
  void anAnsweredRequestWhoseBodyDoesNotComeIsCutToo() {
    String half = "GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nhalf";
    try (RawHttp connection = connect().send(half)) {
      assertThat(connection.drain()).isZero();
    }
  }

  @Test
  void aSecondHalfRequestIsNotWaitedForEither() {
    try (RawHttp connection = connect().send(HELLO)) {
      assertThat(connection.answer().orElseThrow().status()).isEqualTo(204);
      connection.send("GET /hello");
      assertThat(connection.answer()).isEmpty();
    }
  }

  @Test
  void whoeverWaitsBetweenTwoRequestsIsNotCut() {
    try (RawHttp patient = connect().send(HELLO);
        RawHttp silent = connect()) {
      assertThat(patient.answer().orElseThrow().status()).isEqualTo(204);
      assertThat(silent.answer()).isEmpty();
      patient.send(HELLO);
      assertThat(patient.answer().orElseThrow().status()).isEqualTo(204);
    }
  }

  @Test
  void whoeverIsALittleSlowIsServed() {
    Capacity patient = new Capacity(100, Duration.ofSeconds(30));
    try (Server other = Server.start("127.0.0.1", 0, 1, patient, null, traffic, handler())) {
      URI url = URI.create("http://127.0.0.1:" + other.port());
      try (RawHttp speaker = RawHttp.to(url);
          RawHttp reader = RawHttp.to(url, 4_096).send("GET /much HTTP/1.1\r\n" + HOST + "\r\n");
          RawHttp ofWorker =
              RawHttp.to(url, 4_096).send("GET /on-worker HTTP/1.1\r\n" + HOST + "\r\n")) {
        assertThat(speaker.isQuietFor(2 * Watch.TICK_MILLIS)).isTrue();

        assertThat(speaker.send(HELLO).answer().orElseThrow().status()).isEqualTo(204);
        assertThat(reader.answer().orElseThrow().body()).hasSize(MUCH.length);
        assertThat(ofWorker.answer().orElseThrow().status()).isEqualTo(200);
      }
    }
    assertThat(traffic.cut()).isZero();
  }

  @Test
  void manyWhoAreLateAtOnceAreAllCut() {
    List<RawHttp> silent = Stream.generate(this::connect).limit(80).toList();
    for (RawHttp one : silent) {
      try (one) {
        assertThat(one.answer()).isEmpty();
      }
    }
    assertThat(traffic.cut()).isEqualTo(80);
    try (RawHttp next = connect().send(HELLO)) {
      assertThat(next.answer().orElseThrow().status()).isEqualTo(204);
    }
  }

  @Test
  void whoeverDoesNotTakeAnswersIsCut() {
    String much = "GET /much HTTP/1.1\r\n" + HOST + "\r\n";
    try (RawHttp reader = RawHttp.to(url(), 4_096).send(much.repeat(20))) {
      Wait.until("the cut", () -> traffic.cut() > 0);
      assertThat(reader.drain()).isLessThan(20L * MUCH.length);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void aWorkerDoesNotWaitForWhoeverDoesNotTakeAnAnswer() throws InterruptedException {
    String much = "GET /on-worker HTTP/1.1\r\n" + HOST + "\r\n";
    try (RawHttp reader = RawHttp.to(url(), 4_096).send(much)) {
      assertThat(givenUp.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(reader.drain()).isLessThan(100L * MUCH.length);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void theRestIsServedMeanwhile() {
    RawHttp[] slow = new RawHttp[50];
    Arrays.setAll(slow, i -> connect().send("GET /hello HTTP/1.1\r\n"));
    try (RawHttp good = connect().send(HELLO)) {
      assertThat(good.answer().orElseThrow().status()).isEqualTo(204);
    }
    for (RawHttp one : slow) {
      assertThat(one.answer()).isEmpty();
      one.close();
    }
  }
}
