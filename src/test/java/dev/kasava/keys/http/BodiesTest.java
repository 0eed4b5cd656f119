package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.RawHttp.Answer;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import java.net.URI;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies are taken, and what is said to others. */
final class BodiesTest {
  private static final int LIMIT = 20;
  private static final int ROOM = 100_000;
  private static final int LARGE_LIMIT = 90_000;

  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Semaphore received = new Semaphore(0);
  private final Bodies bodies = new Bodies(replies, failures, ROOM);
  private final Server server = Server.start("127.0.0.1", 0, failures.around(routes().handler()));

  private Routes routes() {
    return new Routes(replies)
        .post("/json", exchange -> bodies.json(exchange, LIMIT, (done, body) -> echo(done, body)))
        .post(
            "/at-once",
            exchange ->
                bodies.jsonAtOnce(
                    exchange,
                    LIMIT,
                    (done, body) -> {
                      assertThat(done.isInIoThread()).isTrue();
                      echo(done, body);
                    }))
        .post("/bytes", exchange -> bodies.bytes(exchange, LIMIT, (done, body) -> echo(done, body)))
        .post(
            "/fails",
            exchange ->
                bodies.jsonAtOnce(
                    exchange,
                    LIMIT,
                    (done, body) -> {
                      throw new IllegalStateException("inside");
                    }))
        .post(
            "/on-worker",
            exchange ->
                failures.onWorker(
                    exchange,
                    worker -> bodies.bytes(worker, LIMIT, (done, body) -> echo(done, body))))
        .post(
            "/large",
            exchange ->
                bodies.bytes(exchange, LARGE_LIMIT, (done, body) -> replies.noContent(done)))
        .post(
            "/unanswered",
            exchange ->
                bodies.bytes(
                    exchange,
                    LARGE_LIMIT,
                    (done, body) -> {
                      done.dispatch(done.getIoThread(), () -> {});
                      received.release();
                    }))
        .post(
            "/kept",
            exchange ->
                bodies.bytes(
                    exchange,
                    LARGE_LIMIT,
                    (done, body) -> {
                      done.dispatch(done.getIoThread(), () -> {});
                      Bodies.keep(done, 20_000);
                      Bodies.keep(done, LARGE_LIMIT);
                      received.release();
                    }));
  }

  private void echo(HttpServerExchange exchange, byte[] body) {
    replies.send(exchange, 200, "text/plain", body);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp connect() {
    return RawHttp.to(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static String head(String path, String... headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private static String post(String path, String type, String body) {
    return head(path, "Content-Type: " + type, "Content-Length: " + body.length()) + body;
  }

  private Answer ask(String request) {
    try (RawHttp client = connect()) {
      return client.send(request).answer().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json;charset=utf-8",
        "application/json ; charset=utf-8",
        "application/merge-patch+json"
      })
  void jsonIsTakenUnderItsNames(String type) {
    assertThat(ask(post("/json", type, "{}")).body()).isEqualTo("{}");
    assertThat(ask(post("/at-once", type, "{}")).body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", ";application/json", "application/jsonx", "application/x-json"})
  void whatIsNotJsonIsSaidSo(String type) {
    assertThat(ask(post("/json", type, "{}")).status()).isEqualTo(415);
    assertThat(ask(post("/at-once", type, "{}")).status()).isEqualTo(415);
  }

  @Test
  void aTypeHasToBeGivenOnce() {
    assertThat(ask(head("/json", "Content-Length: 2") + "{}").status()).isEqualTo(415);
    assertThat(
            ask(head(
                        "/at-once",
                        "Content-Type: application/json",
                        "Content-Type: application/json",
                        "Content-Length: 2")
                    + "{}")
                .status())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({"/json", "/at-once", "/bytes", "/on-worker"})
  void aBodyMayBeAsLargeAsTheLimitAndNoLarger(String path) {
    String most = "x".repeat(LIMIT);
    assertThat(ask(post(path, "application/json", most)).body()).isEqualTo(most);

    try (RawHttp client = connect().send(post(path, "application/json", most + "x"))) {
      assertThat(client.answer().orElseThrow().status()).isEqualTo(413);
      assertThat(client.drain()).isZero();
    }
  }

  private static String chunked(String path, String body) {
    return head(path, "Content-Type: application/json", "Transfer-Encoding: chunked")
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({"/json", "/at-once", "/bytes", "/on-worker"})
  void theSameGoesForChunks(String path) {
    String most = "x".repeat(LIMIT);
    assertThat(ask(chunked(path, most)).body()).isEqualTo(most);
    assertThat(ask(chunked(path, most + "x")).status()).isEqualTo(413);
  }

  @Test
  void aBodyThatComesInPartsIsPutTogether() {
    try (RawHttp client = connect().send(head("/bytes", "Content-Length: 4") + "ab")) {
      assertThat(client.isQuietFor(50)).isTrue();
      assertThat(client.send("cd").answer().orElseThrow().body()).isEqualTo("abcd");
    }
  }

  @Test
  void whatIsMuchTooLargeIsNotWaitedFor() {
    try (RawHttp client =
        connect().send(head("/bytes", "Content-Length: " + (16 * 1024 * 1024 + 1)))) {
      assertThat(client.answer().orElseThrow().status()).isEqualTo(413);
    }
    try (RawHttp client = connect().send(head("/bytes", "Content-Length: " + 16 * 1024 * 1024))) {
      assertThat(client.isQuietFor(100)).isTrue();
    }
  }

  @Test
  void whatFailsAtOnceIsOurFault() {
    assertThat(ask(post("/fails", "application/json", "{}")).status()).isEqualTo(500);
  }

  @Test
  void roomIsHeldUntilTheAnswerAndGivenBackThen() {
    String whole = head("/large", "Content-Length: " + LARGE_LIMIT) + "x".repeat(LARGE_LIMIT);
    try (RawHttp holding = connect()) {
      // On one connection, as there the one before is over for sure.
      for (int i = 0; i < 3; i++) {
        assertThat(holding.send(whole).answer().orElseThrow().status()).isEqualTo(204);
      }
      holding.send(head("/large", "Content-Length: " + LARGE_LIMIT) + "x");
      assertThat(holding.isQuietFor(100)).isTrue();

      Answer refused = ask(post("/large", "text/plain", "x".repeat(16 * 1024 + 1)));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).contains("1");
      assertThat(refused.header("Connection")).contains("close");
      // Small ones need no room.
      assertThat(ask(post("/large", "text/plain", "x".repeat(16 * 1024))).status()).isEqualTo(204);
    }
  }

  private int large(int length) {
    return ask(post("/large", "text/plain", "x".repeat(length))).status();
  }

  @Test
  void aBodyThatIsThereTakesUpAsMuchAsItIsLong() {
    try (RawHttp small = connect().send(chunked("/unanswered", "x"));
        RawHttp larger = connect()) {
      received.acquireUninterruptibly();
      larger.send(post("/large", "text/plain", "x".repeat(LARGE_LIMIT)));
      assertThat(larger.answer().orElseThrow().status()).isEqualTo(204);
      assertThat(small.isQuietFor(1)).isTrue();

      // On the same connection, as there the one before is over for sure.
      larger.send(chunked("/unanswered", "x".repeat(20_000)));
      received.acquireUninterruptibly();
      assertThat(large(80_001)).isEqualTo(503);
      assertThat(large(80_000)).isEqualTo(204);
    }
  }

  @Test
  void whatIsNotKeptOfABodyTakesUpNoRoom() {
    try (RawHttp holding = connect().send(chunked("/kept", "x".repeat(60_000)))) {
      received.acquireUninterruptibly();
      assertThat(large(80_001)).isEqualTo(503);
      assertThat(large(80_000)).isEqualTo(204);
      assertThat(holding.isQuietFor(1)).isTrue();
    }
  }
}
