package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Wait;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 (RFC 9113) that ask, and do not let the answers come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UntakenAnswersTest {
  private static final int LARGE = 100_000;

  @TempDir private Path folder;
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private Server server;

  @BeforeEach
  void start() throws IOException {
    start(Duration.ofSeconds(2));
  }

  private void start(Duration patience) throws IOException {
    server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            new Capacity(10, patience),
            TestTls.in(folder),
            new Traffic(),
            exchange -> {
              if (exchange.getRequestPath().equals("/events")) {
                exchange.dispatch(
                    () -> {
                      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
                      var _ = exchange.getResponseChannel();
                    });
              } else if (exchange.getRequestPath().equals("/export")) {
                exchange.dispatch(() -> export(exchange));
              } else {
                exchange.getResponseSender().send("a".repeat(LARGE));
              }
            });
  }

  /** As a worker writes what is too long to be in memory whole. */
  private void export(HttpServerExchange exchange) {
    exchange.startBlocking();
    try (OutputStream out = exchange.getOutputStream()) {
      for (int i = 0; i < 20; i++) {
        out.write(new byte[LARGE]);
      }
    } catch (IOException e) {
      givenUp.countDown();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Http2Client client(int window) throws Exception {
    return new Http2Client(server.port(), window);
  }

  private void awaitNothingHeld() {
    Wait.until("no held buffers", () -> server.heldBuffers() == 0);
  }

  @Test
  void whoeverLetsNoAnswerComeIsCutHoweverLivelyTheConnectionIs() throws Exception {
    try (Http2Client client = client(0)) {
      client.ask(1, "/");
      client.awaitTheEnd();
      assertThat(client.received()).isZero();
    }
  }

  /** There are only so many that write such answers. */
  @Test
  void noWorkerWaitsForWhoeverLetsNothingCome() throws Exception {
    try (Http2Client client = client(0)) {
      client.ask(1, "/export");
      client.awaitTheEnd();
    }
    givenUp.await();
  }

  @Test
  void whoeverTakesSomeOfItAgainAndAgainGetsItAll() throws Exception {
    try (Http2Client client = client(40_000)) {
      client.ask(1, "/");
      for (int taken = 40_000; client.received() < LARGE; taken += 40_000) {
        while (client.received() < Math.min(taken, LARGE)) {
          client.hear();
        }
        // For as long as it takes to cut another one.
        try (Http2Client other = client(0)) {
          other.ask(1, "/");
          other.awaitTheEnd();
        }
        if (client.received() < LARGE) {
          client.open(1, 40_000);
          client.open(0, 40_000);
        }
      }
      assertThat(client.ended()).containsExactly(1);
    }
  }

  @Test
  void anEventStreamMayBeSilent() throws Exception {
    try (Http2Client events = client(65_535);
        Http2Client stuck = client(0)) {
      events.ask(1, "/events");
      events.hearPong();
      stuck.ask(1, "/");
      stuck.awaitTheEnd();
      events.hearPong();
      assertThat(events.ended()).isEmpty();
    }
  }

  /** What a reset stream has left behind is held for as long as its connection lasts. */
  @Test
  void whoeverAsksAgainAndAgainForWhatTheyDoNotTakeIsCut() throws Exception {
    server.close();
    start(Duration.ofHours(1));
    try (Http2Client greedy = client(0);
        Http2Client other = client(65_535)) {
      try {
        int stream = 1;
        for (int asked = 0; asked * LARGE / Server.BUFFER_BYTES <= HeldBuffers.MOST; asked++) {
          greedy.ask(stream, "/");
          greedy.reset(stream);
          stream += 2;
        }
      } catch (IOException e) {
        // Cut already.
      }
      greedy.awaitTheEnd();
      other.hearPong();
    }
    awaitNothingHeld();
  }

  /** As a proxy does that has many clients: one that left must not cost the others anything. */
  @Test
  void aStreamThatIsStuckCostsTheOthersNothing() throws Exception {
    try (Http2Client client = client(0);
        Http2Client stuck = client(0)) {
      client.ask(1, "/");
      client.ask(3, "/events");
      client.hearPong();
      stuck.ask(1, "/");
      stuck.awaitTheEnd();
      client.hearPong();
      client.ask(5, "/");
      client.hearPong();
      client.open(1, LARGE);
      client.open(0, LARGE);
      while (client.ended().isEmpty()) {
        client.hear();
      }
      assertThat(client.received()).isEqualTo(LARGE);
    }
  }

  /** What Undertow does not give back of a connection is no burden for others. */
  @Test
  void nothingIsHeldByAConnectionThatIsClosed() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Http2Client strange = client(65_535)) {
        strange.hearPong();
        strange.promise(1);
        strange.awaitTheEnd();
      }
    }
    awaitNothingHeld();
  }

  /** It would be another way in, beside the limits. */
  @Test
  void whoeverDidNotAskForHttp2DoesNotGetIt() throws Exception {
    try (SSLSocket socket = Http2Client.connect(server.port())) {
      socket.startHandshake();
      socket.getOutputStream().write(Http2Client.PREFACE);
      socket.getOutputStream().write(Http2Client.EMPTY_SETTINGS);
      byte[] answer = socket.getInputStream().readNBytes(9);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 ");
    }
  }
}
