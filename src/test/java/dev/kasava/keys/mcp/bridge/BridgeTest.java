package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A client's messages through the bridge to a real server, and what happens without one. */
final class BridgeTest {
  private static final int SECONDS = 30;
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
      "capabilities":{},"clientInfo":{"name":"cursor","version":"1"}}}\
      """;
  private static final String WHO_AM_I =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
          + "\"arguments\":{}}}";
  private static final String MODERN =
      "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
          + "\"arguments\":{},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"cursor\",\"version\":\"1\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";

  /** Splits what the bridge writes into lines. */
  private final class Received extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int c) {
      if (c == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(c);
      }
    }
  }

  private final Json json = new Json();
  private final AtomicReference<Credential> kept = new AtomicReference<>(new Credential.Missing());
  private final PipedOutputStream input = new PipedOutputStream();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private TestInstallation installation;
  private HttpService server;
  private Thread bridge;

  BridgeTest(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
    server = serve(0);
    bridge = Thread.ofVirtual().unstarted(() -> {});
  }

  private HttpService serve(int port) {
    return HttpService.start(installation.get(), new HttpService.Options("127.0.0.1", port, null));
  }

  @BeforeEach
  void start() throws IOException {
    PipedInputStream in = new PipedInputStream(input, 1024 * 1024);
    Bridge door =
        new Bridge(
            URI.create(server.address()),
            kept::get,
            "Run: kasava login",
            new LineWriter(new Received(), json),
            json);
    bridge =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    door.run(in);
                  } catch (IOException e) {
                    lines.add(String.valueOf(e));
                  }
                });
  }

  @AfterEach
  void stop() throws Exception {
    input.close();
    bridge.join(SECONDS * 1_000L);
    assertThat(bridge.isAlive()).as("the bridge ends with its input").isFalse();
    server.close();
    installation.close();
  }

  private void send(String message) {
    try {
      input.write((message + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode next() throws InterruptedException {
    String line = lines.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("nothing came").isNotNull();
    return json.mapper().readTree(line);
  }

  /** The answer to a request, whatever is said beside it. */
  private JsonNode ask(String message) throws InterruptedException {
    send(message);
    int id = json.mapper().readTree(message).path("id").intValue();
    JsonNode answer = next();
    while (answer.path("id").intValue(-1) != id) {
      answer = next();
    }
    return answer;
  }

  private void keep(Secret secret) {
    kept.set(new Credential.Found(secret, Credential.Source.KEYCHAIN, "memory"));
  }

  private void keepFirstKey() {
    keep(installation.firstKey().secret());
  }

  private static String text(JsonNode answer) {
    return answer.path("result").path("content").path(0).path("text").stringValue("");
  }

  private static boolean isError(JsonNode answer) {
    return answer.path("result").path("isError").booleanValue(false);
  }

  @Test
  void bothErasPassThrough() throws Exception {
    keepFirstKey();
    assertThat(ask(INITIALIZE).path("result").path("protocolVersion").stringValue())
        .isEqualTo("2025-06-18");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertThat(text(ask(WHO_AM_I))).contains("First key");
    JsonNode modern = ask(MODERN);
    assertThat(text(modern)).contains("First key");
    assertThat(modern.path("result").path("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void withoutAKeyTheClientConnectsAndIsToldWhatToDoUntilThereIsOne() throws Exception {
    JsonNode begun = ask(INITIALIZE);
    assertThat(begun.path("result").path("instructions").stringValue())
        .contains("Run: kasava login");
    JsonNode refused = ask(WHO_AM_I);
    assertThat(isError(refused)).isTrue();
    assertThat(text(refused)).contains("no API key").contains("Run: kasava login");
    assertThat(text(ask(MODERN))).contains("Run: kasava login");
    keepFirstKey();
    JsonNode good = ask(WHO_AM_I);
    assertThat(isError(good)).isFalse();
    assertThat(text(good)).contains("First key");
    assertThat(next().path("method").stringValue()).isEqualTo("notifications/tools/list_changed");
  }

  @Test
  void aKeyThatTheKeychainHasLockedAwayIsNamed() throws Exception {
    kept.set(new Credential.Failed("The keychain is locked.", "Unlock it."));
    ask(INITIALIZE);
    assertThat(text(ask(WHO_AM_I))).isEqualTo("The keychain is locked. Unlock it.");
  }

  @Test
  void aDeadKeyIsNamedAndItsSuccessorIsFoundWithoutARestart() throws Exception {
    Secret dead = installation.firstKey().secret();
    keep(dead);
    ask(INITIALIZE);
    Issue.Claimed renewed =
        (Issue.Claimed)
            TestInstallation.done(
                installation
                    .get()
                    .verbs()
                    .regenerate()
                    .regenerate(
                        installation.firstCaller(),
                        installation.firstKey().key().key().id(),
                        new RegenerateKey.Request(0, true, null, false)));
    JsonNode refused = ask(WHO_AM_I);
    assertThat(isError(refused)).isTrue();
    assertThat(text(refused)).contains("Run: kasava login").doesNotContain(dead.reveal());
    keep(renewed.secret());
    assertThat(text(ask(WHO_AM_I))).contains("First key");
  }

  @Test
  void aServerThatRestartsIsReachedAgainAndItsForgottenSessionBegunAnew() throws Exception {
    keepFirstKey();
    ask(INITIALIZE);
    assertThat(text(ask(WHO_AM_I))).contains("First key");
    int port = URI.create(server.address()).getPort();
    server.close();
    send(WHO_AM_I);
    server = serve(port);
    JsonNode answer = next();
    while (!answer.has("id")) {
      answer = next();
    }
    assertThat(text(answer)).contains("First key");
    assertThat(text(ask(MODERN))).contains("First key");
  }

  @Test
  void changesOnTheServerAreHeard() throws Exception {
    keepFirstKey();
    ask(INITIALIZE);
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertThat(
            ask("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":"
                    + "\"create_api_key\",\"arguments\":{\"name\":\"CI\"}}}")
                .path("result")
                .path("structuredContent")
                .has("claimUrl"))
        .isTrue();
    assertThat(next().path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
  }

  @Test
  void whatIsNoMessageIsRefusedHere() throws Exception {
    send("{");
    assertThat(next().path("error").path("code").intValue()).isEqualTo(-32700);
  }
}
