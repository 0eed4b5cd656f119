package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is shown where a page fails. */
final class ScreensTest {
  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Screens screens = new Screens(replies, failures, new Assets(replies));

  private RawHttp.Answer ask(Replies.Writing writing, String encoding) {
    try (Server server =
            Server.start(
                "127.0.0.1",
                0,
                Compression.of(
                    exchange ->
                        failures.onWorker(
                            exchange, screens.guarded(worker -> write(worker, writing)))));
        RawHttp client = RawHttp.to(URI.create("http://127.0.0.1:" + server.port()))) {
      return client
          .send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: " + encoding + "\r\n\r\n")
          .answer()
          .orElseThrow();
    }
  }

  private void write(HttpServerExchange exchange, Replies.Writing writing) {
    exchange.getResponseHeaders().put(Headers.CONTENT_DISPOSITION, "attachment");
    replies.write(exchange, "text/csv", writing);
  }

  private static void half(OutputStream out) throws IOException {
    out.write("half".getBytes(StandardCharsets.US_ASCII));
  }

  private static void halfOfALockedStore(OutputStream out) throws IOException {
    half(out);
    throw new StoreException("locked");
  }

  private static void halfOfAFault(OutputStream out) throws IOException {
    half(out);
    throw new IllegalStateException("inside");
  }

  @Test
  void whatFailsBeforeAnythingWasSentIsAPageAndNothingBeside() {
    RawHttp.Answer answer = ask(ScreensTest::halfOfALockedStore, "identity");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(answer.header("Content-Disposition")).isEmpty();
    assertThat(answer.body()).startsWith("<!").contains("</html>").doesNotContain("half");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void whatFailsOtherwiseIsOurFault(String encoding) {
    RawHttp.Answer answer = ask(ScreensTest::halfOfAFault, encoding);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.all()).doesNotContain("half", "inside");
    assertThat(answer.header("Retry-After")).isEmpty();
  }
}
