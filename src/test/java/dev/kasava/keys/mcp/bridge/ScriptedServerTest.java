package dev.kasava.keys.mcp.bridge;

import static dev.kasava.keys.mcp.bridge.BridgeClient.INITIALIZE;
import static dev.kasava.keys.mcp.bridge.BridgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The bridge before a server that says what ours never would: another one, or one that forgets. */
final class ScriptedServerTest {
  private static final String BEGUN =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-06-18\"}}";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"other\","
          + "\"arguments\":{}}}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"Done.\"}]}}";

  /** A request as it came. */
  private record Seen(
      String method,
      String body,
      @Nullable String session,
      @Nullable String version,
      @Nullable String authorization) {
    boolean calls(String what) {
      // One of the tests spells it so.
      return body.replace("\\u0061", "a").contains("\"method\":\"" + what + "\"");
    }
  }

  /**
   * @param session null to give it no name
   * @param missing so many bytes are promised that never come
   */
  private record Said(int status, String type, @Nullable String session, String body, int missing) {
    static Said json(int status, String body) {
      return new Said(status, "application/json", null, body, 0);
    }

    static Said events(String body, int missing) {
      return new Said(200, "text/event-stream", null, body, missing);
    }

    Said in(String name) {
      return new Said(status, type, name, body, missing);
    }
  }

  private final Random random = new Random(1);
  private final AtomicReference<Credential> kept = new AtomicReference<>(key());
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Function<Seen, Said> script = ScriptedServerTest::usual;
  private HttpServer server;
  private BridgeClient client;

  private Credential key() {
    Secret secret = new KeyFormat("ksa").generate(random);
    return new Credential.Found(secret, Credential.Source.KEYCHAIN, "memory");
  }

  private static String bearer(Credential credential) {
    return credential instanceof Credential.Found found
        ? "Bearer " + found.secret().reveal()
        : "none";
  }

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    Keeping keeping =
        new Keeping(new Account(url, "cursor"), MemoryKeychain::new, Optional::empty, folder);
    client = new BridgeClient(url, kept::get, keeping);
  }

  @AfterEach
  void stop() {
    try {
      client.close();
    } finally {
      server.stop(0);
      threads.close();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var headers = exchange.getRequestHeaders();
    Seen request =
        new Seen(
            exchange.getRequestMethod(),
            body,
            headers.getFirst("Mcp-Session-Id"),
            headers.getFirst("MCP-Protocol-Version"),
            headers.getFirst("Authorization"));
    Said said = script.apply(request);
    seen.add(request);
    exchange.getResponseHeaders().set("Content-Type", said.type());
    if (said.session() != null) {
      exchange.getResponseHeaders().set("Mcp-Session-Id", said.session());
    }
    byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
    int length = bytes.length + said.missing();
    exchange.sendResponseHeaders(said.status(), length == 0 ? -1 : length);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static Said usual(Seen request) {
    if (request.method().equals("GET")) {
      return Said.json(405, "");
    }
    if (request.calls("initialize")) {
      return Said.json(200, BEGUN).in("one");
    }
    return request.calls("tools/call") ? Said.json(200, ANSWER) : Said.json(202, "");
  }

  /** Has requests that are like this answered by {@code said}, and others as usual. */
  private void answering(Predicate<Seen> which, Said said) {
    script = request -> which.test(request) ? said : usual(request);
  }

  /** The next request that is like this. */
  private Seen seen(Predicate<Seen> which) {
    try {
      Seen next = seen.poll(30, TimeUnit.SECONDS);
      while (next != null && !which.test(next)) {
        next = seen.poll(30, TimeUnit.SECONDS);
      }
      if (next == null) {
        throw new AssertionError("no such request came");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String instructions(JsonNode answer) {
    return answer.path("result").path("instructions").stringValue("");
  }

  @Test
  void aSessionIsBegunUsedAndEnded() {
    assertThat(client.ask(INITIALIZE).path("result").path("protocolVersion").stringValue())
        .isEqualTo("2025-06-18");
    assertThat(text(client.ask(CALL))).isEqualTo("Done.");
    client.close();

    Seen begun = seen(request -> request.calls("initialize"));
    assertThat(begun.body()).isEqualTo(INITIALIZE);
    assertThat(begun.session()).isNull();
    assertThat(begun.authorization()).isEqualTo(bearer(kept.get()));
    assertThat(seen(request -> request.calls("notifications/initialized")).session())
        .isEqualTo("one");
    Seen called = seen(request -> request.calls("tools/call"));
    assertThat(called.session()).isEqualTo("one");
    assertThat(called.version()).isEqualTo("2025-06-18");
    assertThat(seen(request -> request.method().equals("DELETE")).session()).isEqualTo("one");
  }

  @Test
  void whoeverBeginsAgainLeavesNoSessionBehind() {
    client.ask(INITIALIZE);
    seen(request -> request.calls("initialize"));
    answering(request -> request.calls("initialize"), Said.json(200, BEGUN).in("two"));

    client.ask(INITIALIZE);

    assertThat(seen(request -> request.method().equals("DELETE")).session()).isEqualTo("one");
    seen(request -> request.calls("initialize"));
    client.ask(CALL);
    assertThat(seen(request -> request.calls("tools/call")).session()).isEqualTo("two");
  }

  @Test
  void whateverElseAnswersIsToldToBeNoServerOfOurs() {
    Said[] foreign = {
      new Said(200, "text/html", "one", "<html>Welcome</html>", 0),
      Said.json(500, BEGUN).in("one"),
      Said.json(404, "").in("one"),
      Said.json(200, BEGUN),
      Said.json(200, "{\"re\\u0073ult\":7}").in("one"),
      Said.json(200, "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":1}}").in("one"),
      Said.events("", 0).in("one"),
      Said.events("data: half", 10).in("one")
    };
    for (Said said : foreign) {
      answering(request -> request.calls("initialize"), said);
      assertThat(instructions(client.ask(INITIALIZE)))
          .as(said.toString())
          .contains("is no Kasava Keys server", "kasava status");
    }
    script = ScriptedServerTest::usual;
    assertThat(text(client.ask(CALL))).isEqualTo("Done.");
  }

  @Test
  void aBeginningInAStreamOrInOddSpellingIsOne() {
    answering(
        request -> request.calls("initialize"),
        Said.events("data: " + BEGUN.replace("0,", "0, ") + "\n\n", 0).in("two"));
    assertThat(client.ask(INITIALIZE).has("result")).isTrue();
    client.ask(CALL);
    assertThat(seen(request -> request.calls("tools/call")).session()).isEqualTo("two");

    answering(
        request -> request.calls("initialize"),
        Said.json(200, BEGUN.replace("result", "re\\u0073ult")).in("three"));
    assertThat(client.ask(INITIALIZE).has("result")).isTrue();
    client.ask(CALL);
    Seen called = seen(request -> request.calls("tools/call"));
    assertThat(called.session()).isEqualTo("three");
    assertThat(called.version()).isEqualTo("2025-06-18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":0,\"re\\u0073ult\":{}}", "{\"id\":0,\"result\":{}}"})
  void aServerThatNamesNoRevisionSpeaksTheUsualOne(String answer) {
    answering(request -> request.calls("initialize"), Said.json(200, answer).in("one"));
    client.ask(INITIALIZE);
    client.ask(CALL);
    assertThat(seen(request -> request.calls("tools/call")).version()).isEqualTo("2025-11-25");
  }

  @Test
  void aRequestInOddSpellingIsOneToo() {
    client.ask(INITIALIZE.replace("\"initialize\"", "\"initi\\u0061lize\""));
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications\\/initialized\",\"params\":{\"_meta\":{}}}");
    assertThat(text(client.ask(CALL))).isEqualTo("Done.");
    client.close();

    assertThat(seen)
        .filteredOn(request -> request.body().contains("initialized"))
        .as("once is enough")
        .singleElement()
        .matches(request -> "one".equals(request.session()));
  }

  @Test
  void aForgottenSessionIsBegunAnewWithoutTheClientsNoticing() {
    client.ask(INITIALIZE);
    script =
        request -> {
          if (request.calls("initialize")) {
            return Said.json(200, BEGUN).in("two");
          }
          return "one".equals(request.session()) ? Said.json(404, "") : usual(request);
        };

    assertThat(text(client.ask(CALL))).isEqualTo("Done.");

    seen(request -> request.calls("tools/call") && "one".equals(request.session()));
    assertThat(seen(request -> request.calls("initialize")).session()).isNull();
    assertThat(seen(request -> request.calls("tools/call")).session()).isEqualTo("two");
    assertThat(text(client.ask(CALL))).isEqualTo("Done.");
    assertThat(seen(request -> request.calls("tools/call")).session()).isEqualTo("two");
  }

  @Test
  void anAnswerThatIsNoMessageIsTold() {
    client.ask(INITIALIZE);
    for (String body : new String[] {"<html>", "[]", "{\"result\":{}}"}) {
      answering(request -> request.calls("tools/call"), Said.json(200, body));
      JsonNode answer = client.ask(CALL);
      assertThat(text(answer)).as(body).contains("is no Kasava Keys server");
      assertThat(answer.path("result").path("isError").booleanValue()).isTrue();
    }
  }

  @Test
  void aStreamIsPassedOnAsItCame() {
    client.ask(INITIALIZE);
    String note = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}";
    answering(
        request -> request.calls("tools/call"),
        Said.events("data: " + note + "\n\ndata: {nonsense\n\ndata: " + ANSWER + "\n\n", 0));
    try (LogTap log = LogTap.open()) {
      client.send(CALL);
      assertThat(client.next().path("method").stringValue()).isEqualTo("notifications/message");
      assertThat(text(client.next())).isEqualTo("Done.");
      assertThat(log.heard()).contains("The server sent what is no message.");
    }
  }

  @Test
  void aStreamThatBreaksIsToldSo() {
    client.ask(INITIALIZE);
    answering(request -> request.calls("tools/call"), Said.events("data: {\"a\":", 100));
    assertThat(text(client.ask(CALL)))
        .isEqualTo("The connection to the server broke. Look before you try again.");
  }

  @Test
  void whatNeedsNoAnswerReachesTheServerInTheSession() {
    client.ask(INITIALIZE);
    tellWithoutAnswer();
    client.close();

    for (String told : List.of("notifications/cancelled", "\"s1\"")) {
      assertThat(seen)
          .filteredOn(request -> request.body().contains(told))
          .singleElement()
          .matches(request -> "one".equals(request.session()))
          .matches(request -> "2025-06-18".equals(request.version()));
    }
  }

  private void tellWithoutAnswer() {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"result\":{\"action\":\"accept\"}}");
  }

  @Test
  void beforeASessionThereIsNobodyToTell() {
    tellWithoutAnswer();
    client.close();
    assertThat(seen).isEmpty();
  }

  @Test
  void whereNoSessionCouldBeBegunThereIsNobodyToTell() {
    answering(request -> request.calls("initialize"), Said.json(500, ""));
    client.ask(INITIALIZE);
    tellWithoutAnswer();
    client.close();
    assertThat(seen).singleElement().matches(request -> request.calls("initialize"));
  }

  @Test
  void whatTheServerDoesNotTakeIsLogged() {
    client.ask(INITIALIZE);
    answering(request -> request.body().contains("\"s1\""), Said.json(400, ""));
    try (LogTap log = LogTap.open()) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"result\":{}}");
      seen(request -> request.body().contains("\"s1\""));
      client.close();
      assertThat(log.heard()).contains("The server did not take a message: 400");
    }
  }

  @Test
  void aKeyThatIsRefusedIsReadAnew() {
    Credential dead = kept.get();
    client.ask(INITIALIZE);
    script =
        request ->
            bearer(dead).equals(request.authorization()) ? Said.json(401, "") : usual(request);
    assertThat(text(client.ask(CALL)))
        .isEqualTo("The server does not accept the API key of this tool. Run: kasava login");

    kept.set(key());
    assertThat(text(client.ask(CALL))).isEqualTo("Done.");

    script = request -> Said.json(401, "{\"error\":{\"message\":\"It was deleted.\"}}");
    assertThat(text(client.ask(CALL))).isEqualTo("It was deleted. Run: kasava login");
  }

  @Test
  void aMessageThatIsTooLongIsRefusedAndAnEmptyLinePassedOver() {
    client.send("");
    client.send("   ");
    client.send("x".repeat(Server.MAX_BODY_BYTES + 1));
    JsonNode refused = client.next();
    assertThat(refused.path("error").path("code").intValue()).isEqualTo(-32600);
    assertThat(refused.path("error").path("message").stringValue("")).contains("at most");
    assertThat(client.ask(INITIALIZE).has("result")).isTrue();
  }
}
