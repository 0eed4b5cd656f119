package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.Wait;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a server that is to close. */
final class ClosingTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final Closing closing =
      new Closing(exchange -> exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange());
  private final Server server = Server.start("127.0.0.1", 0, closing);

  @AfterEach
  void stop() {
    server.close();
  }

  private int status() {
    try (RawHttp connection = RawHttp.to(URI.create("http://127.0.0.1:" + server.port()))) {
      return connection.send(REQUEST).answer().orElseThrow().status();
    }
  }

  @Test
  void aRequestWhoseEndIsToldTwiceRefusesNoOther() {
    assertThat(status()).isEqualTo(204);
    closing.ended();
    closing.ended();
    assertThat(status()).isEqualTo(204);
  }

  private static HttpServerExchange underWay(Closing closing) throws Exception {
    HttpServerExchange exchange = new HttpServerExchange(null);
    closing.handleRequest(exchange);
    return exchange;
  }

  private static Thread closingWithin(Closing closing, long millis) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                closing.close(millis);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** One that closes for as long as it takes, and waits already. */
  private static Thread waitingToClose(Closing waiting) {
    Thread closing = closingWithin(waiting, Duration.ofHours(1).toMillis());
    Wait.until(
        "a thread that waits",
        () -> !closing.isAlive() || closing.getState() == Thread.State.TIMED_WAITING);
    assertThat(closing.isAlive()).isTrue();
    return closing;
  }

  @Test
  void whatIsUnderWayIsWaitedFor() throws Exception {
    Closing waiting = new Closing(exchange -> {});
    underWay(waiting);
    underWay(waiting);
    Thread closing = waitingToClose(waiting);

    waiting.ended();
    assertThat(closing.isAlive()).isTrue();
    waiting.ended();

    assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void anEndThatIsToldTwiceHidesNoRequest() throws Exception {
    Closing waiting = new Closing(exchange -> {});
    waiting.ended();
    underWay(waiting);
    Thread closing = waitingToClose(waiting);

    waiting.ended();
    assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void whatIsUnderWayIsNotWaitedForForEver() throws Exception {
    Closing waiting = new Closing(exchange -> {});
    underWay(waiting);

    assertThat(closingWithin(waiting, 10).join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void whatIsOverIsNotWaitedFor() throws Exception {
    Closing waiting = new Closing(exchange -> {});
    underWay(waiting);
    waiting.ended();

    assertThat(closingWithin(waiting, Duration.ofHours(1).toMillis()).join(Duration.ofSeconds(30)))
        .isTrue();
  }

  @Test
  void whatWasAnsweredIsNotWaitedFor() throws Exception {
    assertThat(status()).isEqualTo(204);

    assertThat(closingWithin(closing, Duration.ofHours(1).toMillis()).join(Duration.ofSeconds(30)))
        .isTrue();
  }

  @Test
  void nothingIsTakenOnceItCloses() throws InterruptedException {
    closing.close(1);
    assertThat(status()).isEqualTo(503);
  }
}
