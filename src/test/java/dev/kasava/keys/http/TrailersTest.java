package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows the last chunk of a body is passed over, and there is little of it. */
final class TrailersTest {
  private static final String HEAD =
      "Host: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n";
  private static final String TAKEN = "POST /taken HTTP/1.1\r\n" + HEAD;
  private static final String REFUSED = "POST /refused HTTP/1.1\r\n" + HEAD;

  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Bodies bodies = new Bodies(replies, failures);
  private final Server server = Server.start("127.0.0.1", 0, failures.around(this::handle));
  private final RawHttp client = RawHttp.to(URI.create("http://127.0.0.1:" + server.port()));

  private void handle(HttpServerExchange exchange) {
    if (exchange.getRequestPath().equals("/refused")) {
      exchange.setStatusCode(StatusCodes.UNAUTHORIZED);
      exchange.endExchange();
    } else {
      bodies.bytes(exchange, 1_000, (done, body) -> done.getResponseSender().send("taken"));
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static String lines(int bytes) {
    String line = "A: " + "x".repeat(995) + "\r\n";
    return line.repeat(bytes / line.length());
  }

  @Test
  void aFewArePassedOver() {
    for (int i = 0; i < 2; i++) {
      client.send(TAKEN + "0\r\nChecksum: 1\r\nSignature: 2\r\n\r\n");
      assertThat(client.answer().orElseThrow().body()).isEqualTo("taken");
      client.send(REFUSED + "0\r\n" + lines(8_000) + "\r\n");
      assertThat(client.answer().orElseThrow().status()).isEqualTo(401);
    }
  }

  @Test
  void whoSendsOnAndOnIsCut() {
    client.send(TAKEN + "0\r\n" + lines(10 * Trailers.MOST_BYTES) + "\r\n");
    assertThat(client.answer()).isEmpty();
  }

  @Test
  void oneLongLineIsNoWayRoundIt() {
    client.send(TAKEN + "0\r\nA: " + "x".repeat(10 * Trailers.MOST_BYTES) + "\r\n\r\n");
    assertThat(client.answer()).isEmpty();
  }

  @Test
  void norIsWhatStandsBehindTheLengthOfAChunk() {
    client.send(TAKEN + "1;" + "x".repeat(10 * Trailers.MOST_BYTES) + "\r\nx\r\n0\r\n\r\n");
    assertThat(client.answer()).isEmpty();
  }

  @Test
  void whoIsRefusedIsNotListenedToForLongEither() {
    client.send(REFUSED + "0\r\n" + lines(10 * Trailers.MOST_BYTES) + "\r\n");
    client.answer();
    client.send(TAKEN + "0\r\n\r\n");
    assertThat(client.answer()).isEmpty();
  }

  @Test
  void aBodyOfManySmallChunksIsTakenWhole() {
    client.send(TAKEN + "1\r\nx\r\n".repeat(900) + "0\r\n\r\n");
    assertThat(client.answer().orElseThrow().body()).isEqualTo("taken");
  }
}
