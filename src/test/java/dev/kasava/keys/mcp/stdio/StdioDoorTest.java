package dev.kasava.keys.mcp.stdio;

import static dev.kasava.keys.mcp.stdio.StdioClient.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** MCP over pipes. */
final class StdioDoorTest {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}";

  private TestInstallation installation;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private StdioClient client(Secret key) {
    return new StdioClient(installation, callers(key));
  }

  private Supplier<Outcome<Caller>> callers(Secret key) {
    return () ->
        switch (installation.get().authenticator().verify(key.reveal(), List.of())) {
          case Verdict.Accepted(var grant) ->
              Outcome.done(Caller.holding(grant, Client.UNKNOWN, Door.MCP));
          case Verdict.Admitted token -> throw new AssertionError("no key");
          case Verdict.Rejected rejected ->
              Outcome.refused(new Refusal.NotAdmitted(rejected.code(), rejected.message()));
        };
  }

  private StdioClient firstKeysClient() {
    return client(installation.firstKey().secret());
  }

  private static int errorCode(JsonNode answer) {
    return answer.path("error").path("code").intValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          no JSON        | {oops                                                   | -32700
          a log line     | 12:00 INFO started                                      | -32700
          field twice    | {"jsonrpc":"2.0","id":1,"id":1,"method":"ping"}         | -32700
          batch          | [{"jsonrpc":"2.0","id":1,"method":"ping"}]              | -32600
          no version     | {"id":1,"method":"ping"}                                | -32600
          id null        | {"jsonrpc":"2.0","id":null,"method":"ping"}             | -32600
          odd beginning  | {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":5},"clientInfo":{"name":"a","version":"1"}}} | -32602
          unknown method | {"jsonrpc":"2.0","id":1,"method":"keys/steal"}          | -32601
          meta a number  | {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","_meta":5}} | -32602
          """)
  void aLineThatCannotBeRightIsAnsweredAndTheNextOneServed(String why, String line, int code) {
    try (StdioClient client = firstKeysClient()) {
      client.begin("raw");
      JsonNode answer = client.ask(line);
      assertThat(errorCode(answer)).as("%s: %s", why, answer).isEqualTo(code);
      if (code == -32700) {
        assertThat(answer.path("id").isNull()).isTrue();
      }
      assertThat(client.ask(PING).path("id").intValue()).isEqualTo(7);
      assertThat(client.everything()).doesNotContain("Exception", "jackson");
    }
  }

  @Test
  void aKeyBeyondItsLimitIsToldWhenToComeBack() {
    Issue.Claimed key =
        installation.createLimited("Limited", new RateLimit(2, Duration.ofDays(1)), "keys:read");
    try (StdioClient client = client(key.secret())) {
      client.begin("raw");
      assertThat(client.ask(PING).has("result")).isTrue();
      for (String line : List.of(PING, StdioClient.call(8, "whoami", "{}"))) {
        JsonNode stopped = client.ask(line);
        assertThat(errorCode(stopped)).isEqualTo(429);
        assertThat(stopped.path("error").path("message").stringValue())
            .contains("2 requests in 86400 seconds");
        assertThat(stopped.path("error").path("data").path("retryAfterSeconds").intValue())
            .isPositive();
      }
    }
  }

  @Test
  void aLineTooLongIsSkippedWithoutBeingKept() {
    try (StdioClient client = firstKeysClient()) {
      client.begin("raw");
      byte[] mebibyte = "a".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 50; i++) {
        client.send(mebibyte);
      }
      JsonNode answer = client.ask("");
      assertThat(errorCode(answer)).isEqualTo(-32600);
      assertThat(answer.path("id").isNull()).isTrue();
      assertThat(client.ask(PING).path("id").intValue()).isEqualTo(7);
    }
  }

  @Test
  void aLineOfFourMebibytesIsServedAndOneByteMoreIsNot() {
    String start = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\",\"params\":{\"a\":\"";
    String most = start + "a".repeat(4 * 1024 * 1024 - start.length() - 3) + "\"}}";
    try (StdioClient client = firstKeysClient()) {
      client.begin("raw");
      assertThat(client.ask(most).path("id").intValue(0)).isEqualTo(5);
      assertThat(errorCode(client.ask(most + " "))).isEqualTo(-32600);
    }
  }

  @Test
  void blankLinesAndCarriageReturnsAreNoMatter() {
    try (StdioClient client = firstKeysClient()) {
      client.begin("raw");
      assertThat(client.ask("\r\n  \n\n" + PING + "\r").path("id").intValue()).isEqualTo(7);
      assertThat(client.unread()).isZero();
    }
  }

  @Test
  void nothingButTheBeginningIsAnsweredBeforeIt() {
    try (StdioClient client = firstKeysClient()) {
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
      JsonNode answer = client.ask("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\"}");
      assertThat(errorCode(answer)).isEqualTo(-32600);
      assertThat(answer.path("id").stringValue()).isEqualTo("x");
      client.begin("raw");
      client.begin("raw");
      assertThat(client.ask(PING).path("result").isObject()).isTrue();
    }
  }

  @Test
  void theLastLineNeedsNoLineFeed() {
    StdioClient client = firstKeysClient();
    client.begin("raw");
    client.send(PING);
    client.close();
    assertThat(client.next().path("id").intValue()).isEqualTo(7);
  }

  @Test
  void theEndOfTheInputWaitsForTheAnswersUnderWay() throws Exception {
    StdioClient client = firstKeysClient();
    client.begin("raw");
    CountDownLatch isHeld = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  boolean _ =
                      installation
                          .get()
                          .keys()
                          .<Boolean>write(
                              held -> {
                                isHeld.countDown();
                                awaitUninterruptibly(mayGo);
                                return true;
                              });
                });
    isHeld.await();
    for (int id = 1; id <= 5; id++) {
      client.send(call(id, "create_api_key", "{\"name\":\"Number " + id + "\"}") + "\n");
    }
    client.endInput();
    assertThat(client.isOver()).isFalse();
    assertThat(client.unread()).isZero();
    mayGo.countDown();
    client.close();
    writer.join();

    Set<Integer> answered = new TreeSet<>();
    while (client.unread() > 0) {
      JsonNode answer = client.next();
      assertThat(answer.path("result").path("isError").booleanValue(true)).isFalse();
      answered.add(answer.path("id").intValue());
    }
    assertThat(answered).containsExactly(1, 2, 3, 4, 5);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whenNobodyReadsAnyMoreItEndsWithoutAWord() {
    try (LogTap log = LogTap.open();
        StdioClient client = firstKeysClient()) {
      client.begin("raw");
      client.stopReading();
      // Two, as the first may be answered only after the second was read.
      client.send("{oops\n" + PING + "\n");
      client.awaitEnd();
      assertThat(log.heard()).isEmpty();
    }
  }

  @Test
  void aKeyThatDiesIsRefusedFromTheNextRequestOn() {
    Issue.Claimed key = installation.create("Laptop", null, "keys:read");
    try (StdioClient client = client(key.secret())) {
      client.begin("raw");
      assertThat(client.ask(call(1, "whoami", "{}")).path("result").path("isError").asBoolean())
          .isFalse();
      TestInstallation.done(
          installation
              .get()
              .verbs()
              .delete()
              .delete(installation.firstCaller(), key.key().key().id()));
      for (String request : List.of(PING, call(2, "whoami", "{}"))) {
        JsonNode answer = client.ask(request);
        assertThat(errorCode(answer)).isEqualTo(401);
        assertThat(answer.path("error").path("message").stringValue()).contains("was deleted");
      }
      assertThat(client.everything()).doesNotContain(key.secret().reveal());
    }
  }

  @Test
  void aFaultBehindItIsAnsweredAndDoesNotEndIt() {
    AtomicBoolean isFaulty = new AtomicBoolean();
    Supplier<Outcome<Caller>> good = callers(installation.firstKey().secret());
    Supplier<Outcome<Caller>> callers =
        () -> {
          if (isFaulty.get()) {
            throw new StoreException("the disk with the pepper is gone", new Exception("inner"));
          }
          return good.get();
        };
    try (StdioClient client = new StdioClient(installation, callers)) {
      client.begin("raw");
      client.ask(PING);
      isFaulty.set(true);
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
      JsonNode answer = client.ask(PING);
      assertThat(errorCode(answer)).isEqualTo(-32603);
      assertThat(answer.path("id").intValue()).isEqualTo(7);
      isFaulty.set(false);
      assertThat(client.ask(PING).path("result").isObject()).isTrue();
      assertThat(client.everything()).doesNotContain("pepper", "inner", "Exception");
    }
  }

  @Test
  void requestsCountOnceUnderTheClientsNameAndNotificationsNever() {
    Issue.Claimed key = installation.create("Counted", null, "keys:read");
    try (StdioClient client = client(key.secret())) {
      client.begin("claude-code");
      client.ask(PING);
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
      client.ask(call(3, "whoami", "{}"));
      client.ask(call(4, "create_api_key", "{\"name\":\"Sneaky\"}"));
      client.ask("{oops");
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}\n");
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"keys/steal\"}");
    }
    Usage usage = usage(key.key().key().id());
    // initialize, ping, tools/list, whoami, the unknown method; and one for want of a scope.
    assertThat(usage.total()).isEqualTo(5);
    assertThat(usage.rejected()).isEqualTo(1);
    assertThat(usage.byClient()).hasSize(1);
    assertThat(usage.byClient().getFirst().client()).isEqualTo(Client.CLAUDE_CODE);
  }

  private Usage usage(KeyId id) {
    return TestInstallation.done(
        installation.get().verbs().usage().read(installation.firstCaller(), id, null));
  }

  @Test
  void noSecretPassesThrough() {
    Secret first = installation.firstKey().secret();
    try (StdioClient client = firstKeysClient()) {
      client.begin("raw");
      JsonNode created = client.ask(call(1, "create_api_key", "{\"name\":\"Agent\"}"));
      String id =
          created.path("result").path("structuredContent").path("key").path("id").stringValue();
      Issue.Claimed claimed =
          TestInstallation.done(
              installation.get().verbs().claim().claim(installation.firstCaller(), new KeyId(id)));
      client.ask(call(2, "regenerate_api_key", "{\"id\":\"" + id + "\",\"confirm\":\"Agent\"}"));
      Issue.Claimed again =
          TestInstallation.done(
              installation.get().verbs().claim().claim(installation.firstCaller(), new KeyId(id)));
      Issue shown =
          TestInstallation.done(
              installation
                  .get()
                  .verbs()
                  .regenerate()
                  .regenerate(
                      installation.firstCaller(),
                      new KeyId(id),
                      new RegenerateKey.Request(0, true, null, false, false)));
      client.ask(call(3, "list_api_keys", "{}"));
      client.ask(call(4, "get_api_key", "{\"id\":\"" + first.reveal() + "\"}"));
      client.ask(call(5, first.reveal(), "{}"));
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"" + claimed.secret().reveal() + "\"}");
      assertThat(client.everything())
          .doesNotContain(
              first.reveal(),
              claimed.secret().reveal(),
              again.secret().reveal(),
              ((Issue.Claimed) shown).secret().reveal())
          .doesNotContainPattern("ksa_[0-9A-Za-z]{38}");
    }
  }
}
