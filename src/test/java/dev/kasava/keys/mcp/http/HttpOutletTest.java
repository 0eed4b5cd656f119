package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.RawHttp.Answer;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an HTTP client hears of an answer, whether or not something is said before it. */
final class HttpOutletTest {
  private static final int TEAPOT = 418;
  private static final String NOTICE = "{\"jsonrpc\":\"2.0\",\"method\":\"notice\"}";
  private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":1}}";

  private final Json json = new Json();
  private final Replies replies = new Replies(json, Challenges.PLAIN);
  private final BlockingQueue<HttpOutlet> outlets = new LinkedBlockingQueue<>();
  private final CountDownLatch gone = new CountDownLatch(1);
  private final Server server = Server.start("127.0.0.1", 0, this::take);

  private void take(HttpServerExchange exchange) {
    Cancellation cancellation = new Cancellation();
    cancellation.onCancel(gone::countDown);
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> outlets.add(new HttpOutlet(exchange, replies, json, error -> TEAPOT, cancellation)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private RawHttp ask(int receiveBytes) {
    return RawHttp.to(url(), receiveBytes).send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  private RawHttp ask() {
    return ask(0);
  }

  private HttpOutlet outlet() throws InterruptedException {
    return outlets.take();
  }

  private static Answer heard(RawHttp client) {
    return client.answer().orElseThrow();
  }

  private static String events(String... texts) {
    StringBuilder events = new StringBuilder();
    for (String text : texts) {
      events.append("event:message\ndata:").append(text).append("\n\n");
    }
    return events.toString();
  }

  private static void say(HttpOutlet outlet) {
    outlet.send(Wire.notice("notice", null));
  }

  @Test
  void anAnswerByItselfIsJson() throws Exception {
    try (RawHttp client = ask()) {
      outlet().answer(1L, Map.of("a", 1));

      Answer answer = heard(client);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).contains("application/json");
      assertThat(answer.body()).isEqualTo(RESULT);
      // The connection is good for more.
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      outlet().close();
      assertThat(heard(client).status()).isEqualTo(202);
    }
  }

  @Test
  void aRefusalByItselfHasTheStatusOfItsError() throws Exception {
    try (RawHttp client = ask()) {
      outlet().refuse(1L, RpcError.noSuchMethod());

      Answer answer = heard(client);
      assertThat(answer.status()).isEqualTo(TEAPOT);
      assertThat(answer.body()).contains("\"code\":-32601", "\"id\":1");
    }
  }

  @Test
  void whatIsSaidBeforeMakesItAStream() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      say(outlet);
      outlet.answer(1L, Map.of("a", 1));

      Answer answer = heard(client);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/event-stream");
      assertThat(answer.header("X-Accel-Buffering")).contains("no");
      assertThat(answer.body()).isEqualTo(events(NOTICE, RESULT));
    }
  }

  @Test
  void aRefusalEndsAStreamToo() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      say(outlet);
      outlet.refuse(1L, RpcError.noSuchMethod());

      assertThat(heard(client).body()).startsWith(events(NOTICE)).contains("-32601");
    }
  }

  @Test
  void afterTheAnswerNothingComes() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      say(outlet);
      outlet.answer(1L, Map.of("a", 1));
      say(outlet);
      outlet.answer(1L, Map.of("a", 2));
      outlet.refuse(1L, RpcError.noSuchMethod());
      outlet.open();
      outlet.close();

      assertThat(heard(client).body()).isEqualTo(events(NOTICE, RESULT));
    }
  }

  @Test
  void aClosedOutletIsAcceptedWithoutAWord() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      outlet.close();
      outlet.close();

      Answer answer = heard(client);
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void aClosedStreamEnds() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      say(outlet);
      outlet.close();

      assertThat(heard(client).body()).isEqualTo(events(NOTICE));
    }
  }

  @Test
  void anOpenStreamBeginsWithNothing() throws Exception {
    try (RawHttp client = ask()) {
      HttpOutlet outlet = outlet();
      outlet.open();
      outlet.open();
      assertThat(client.isQuietFor(30_000)).isFalse();
      outlet.close();

      Answer answer = heard(client);
      assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/event-stream");
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void whoeverLeavesAStreamIsGone() throws Exception {
    RawHttp client = ask();
    HttpOutlet outlet = outlet();
    outlet.open();
    assertThat(client.isQuietFor(30_000)).isFalse();

    client.close();
    // Only what is written tells that nobody is there any more.
    for (int i = 0; i < 500 && !gone.await(10, TimeUnit.MILLISECONDS); i++) {
      say(outlet);
    }

    assertThat(gone.getCount()).isZero();
  }

  private static void say(HttpOutlet outlet, int times) {
    String much = "x".repeat(4_000);
    for (int i = 0; i < times; i++) {
      outlet.send(Wire.notice("notice", Map.of("much", much)));
    }
  }

  @Test
  void whoeverDoesNotReadIsCutOff() throws Exception {
    try (RawHttp client = ask(4_096)) {
      HttpOutlet outlet = outlet();
      say(outlet, 3_000);
      outlet.answer(1L, Map.of("a", 1));

      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(client.drain()).isLessThan(3_000 * 4_000L);
    }
  }

  @Test
  void whoeverReadsAlongIsNot() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response =
          client.sendAsync(
              HttpRequest.newBuilder(url()).build(), HttpResponse.BodyHandlers.ofLines());
      HttpOutlet outlet = outlet();
      outlet.open();
      try (Stream<String> lines = response.get(30, TimeUnit.SECONDS).body()) {
        Iterator<String> data = lines.filter(line -> line.startsWith("data:")).iterator();
        for (int round = 0; round < 10; round++) {
          say(outlet, 300);
          for (int i = 0; i < 300; i++) {
            assertThat(data.next()).contains("xxxx");
          }
        }
        outlet.answer(1L, Map.of("a", 1));
        assertThat(data.next()).isEqualTo("data:" + RESULT);
        assertThat(data.hasNext()).isFalse();
      }
    }
  }
}
