package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that ask before they send a body, as curl does with larger ones. */
final class ContinueTest {
  private static final String ASKING =
      "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";

  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Bodies bodies = new Bodies(replies, new Failures(replies));
  private final Server server =
      Server.start(
          "127.0.0.1",
          0,
          exchange ->
              bodies.bytes(
                  exchange, 10, (done, body) -> replies.send(done, 200, "text/plain", body)));

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp connect() {
    return RawHttp.to(URI.create("http://127.0.0.1:" + server.port()));
  }

  @Test
  void theBodyIsAskedFor() {
    try (RawHttp client = connect().send(ASKING + "4\r\n\r\n")) {
      assertThat(client.answer().orElseThrow().status()).isEqualTo(100);
      RawHttp.Answer answer = client.send("body").answer().orElseThrow();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("body");
      assertThat(client.send(ASKING + "4\r\n\r\n").answer().orElseThrow().status()).isEqualTo(100);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() {
    try (RawHttp client = connect().send(ASKING + "11\r\n\r\n")) {
      assertThat(client.answer().orElseThrow().status()).isEqualTo(413);
      assertThat(client.drain()).isZero();
    }
  }
}
