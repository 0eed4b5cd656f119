package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.RawHttp.Answer;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client hears, whether a handler does its work or fails. */
final class AnswersTest {
  private final Replies replies = new Replies(new Json(), Challenges.PLAIN);
  private final Failures failures = new Failures(replies);
  private final Routes routes = routes();
  private final Server server = Server.start("127.0.0.1", 0, failures.around(routes.handler()));

  private Routes routes() {
    return new Routes(replies)
        .get("/nothing", replies::noContent)
        .get("/keys/{id}", exchange -> json(exchange, Routes.part(exchange, "id")))
        .get("/no-part", exchange -> json(exchange, Routes.part(exchange, "id")))
        .get("/late", exchange -> replies.jsonAfter(exchange, Duration.ofMillis(20), 202, "late"))
        .get("/past", exchange -> replies.jsonAfter(exchange, Duration.ofMillis(-9), 200, "past"))
        .get("/long", onWorker(exchange -> replies.write(exchange, "text/csv", out -> lines(out))))
        .get(
            "/broken-off",
            onWorker(exchange -> replies.write(exchange, "text/csv", out -> breakOff(out, true))))
        .get(
            "/not-begun",
            onWorker(exchange -> replies.write(exchange, "text/csv", out -> breakOff(out, false))))
        .get(
            "/store",
            onWorker(exchange -> fail(new StoreException("locked", new IOException("inside")))))
        .get("/fault", onWorker(exchange -> fail(new IllegalStateException("inside"))))
        .get("/half", onWorker(this::half))
        .post("/keys/{id}", exchange -> json(exchange, "posted"));
  }

  private HttpHandler onWorker(HttpHandler handler) {
    return exchange -> failures.onWorker(exchange, handler);
  }

  private void json(HttpServerExchange exchange, String text) {
    replies.json(exchange, 200, Map.of("text", text));
  }

  private static void lines(OutputStream out) throws IOException {
    out.write("a,b\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void breakOff(OutputStream out, boolean isSent) throws IOException {
    out.write("half".getBytes(StandardCharsets.US_ASCII));
    if (isSent) {
      out.flush();
    }
    throw new StoreException("locked", new IOException("inside"));
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  private void half(HttpServerExchange exchange) throws IOException {
    exchange.startBlocking();
    exchange.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
    exchange.getOutputStream().flush();
    throw new IllegalStateException("inside");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp connect() {
    return RawHttp.to(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static String request(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private Answer ask(String method, String path) {
    try (RawHttp client = connect()) {
      return client.send(request(method, path)).answer().orElseThrow();
    }
  }

  private Answer get(String path) {
    return ask("GET", path);
  }

  @Test
  void aPartOfThePathIsHandedOn() {
    assertThat(get("/keys/key_1").body()).isEqualTo("{\"text\":\"key_1\"}");
    assertThat(get("/keys/key_1").header("Content-Type")).contains("application/json");
  }

  @Test
  void aPartThatThePathDoesNotHaveIsOurFault() {
    assertThat(get("/no-part").status()).isEqualTo(500);
  }

  @Test
  void whatIsNotThereIsAProblem() {
    Answer answer = get("/nowhere");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
  }

  @Test
  void aMethodThatAPathDoesNotTakeIsToldWhichItDoes() {
    assertThat(ask("DELETE", "/keys/1").status()).isEqualTo(405);
    assertThat(ask("DELETE", "/keys/1").header("Allow")).contains("GET, HEAD, POST");
    assertThat(ask("POST", "/nothing").header("Allow")).contains("GET, HEAD");
  }

  @Test
  void routesAreListedInTheirOrder() {
    assertThat(routes.all())
        .hasSize(23)
        .startsWith(
            new Routes.Route(Methods.GET, "/nothing"), new Routes.Route(Methods.HEAD, "/nothing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void noContentHasNoLengthOfAnyKindAndTheConnectionGoesOn(String method) {
    try (RawHttp client = connect()) {
      for (int i = 0; i < 2; i++) {
        Answer answer = client.send(request(method, "/nothing")).answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Transfer-Encoding")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"/late, 202", "/past, 200"})
  void anAnswerMayComeLater(String path, int status) {
    assertThat(get(path).status()).isEqualTo(status);
  }

  @Test
  void thereIsRoomForTheNextLongAnswerWhenOneIsWritten() {
    for (int i = 0; i <= Capacity.MOST_LONG_ANSWERS; i++) {
      assertThat(get("/long").body()).isEqualTo("a,b\n");
    }
    assertThat(get("/long").header("Content-Type")).contains("text/csv");
  }

  @Test
  void aStoreThatFailsIsWorthComingBackFor() {
    Answer answer = get("/store");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("1");
    assertThat(answer.all()).doesNotContain("locked");
  }

  @Test
  void whatFailsOtherwiseIsOurFaultAndStaysInside() {
    Answer answer = get("/fault");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Retry-After")).isEmpty();
    assertThat(answer.all()).doesNotContain("inside", "Exception");
  }

  /** A half answer that ends as it should would pass for a whole one. */
  @ParameterizedTest
  @ValueSource(strings = {"/half", "/broken-off"})
  void whatFailsAmidItsAnswerIsCutThere(String path) {
    URI url = URI.create("http://127.0.0.1:" + server.port() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThatThrownBy(
              () ->
                  client.send(
                      HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    assertThat(get("/nothing").status()).isEqualTo(204);
  }

  @Test
  void whatFailsBeforeItsAnswerBeganIsSaidInFull() {
    Answer answer = get("/not-begun");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).startsWith("{").doesNotContain("half");
  }

  @Test
  void anotherFormOfProblemsIsOneOfTheDoors() {
    HttpHandler speaking =
        exchange -> {
          Replies.speak(exchange, problem -> Map.of("said", problem.code()));
          replies.problem(exchange, Problems.noSuchPage());
        };
    try (Server other = Server.start("127.0.0.1", 0, speaking);
        RawHttp client = RawHttp.to(URI.create("http://127.0.0.1:" + other.port()))) {
      Answer answer = client.send(request("GET", "/")).answer().orElseThrow();

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).contains("application/json");
      assertThat(answer.body()).isEqualTo("{\"said\":\"not-found\"}");
    }
  }

  @Test
  void aClosedServerIsGoneAndMayBeClosedAgain() {
    int port = server.port();
    server.close();
    server.close();

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      throw new AssertionError("still taken by " + socket);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("refused");
    }
  }
}
