package dev.kasava.keys.mcp.bridge;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static dev.kasava.keys.mcp.bridge.BridgeClient.INITIALIZE;
import static dev.kasava.keys.mcp.bridge.BridgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A client's messages through the bridge to a real server, and what happens without one. */
final class BridgeTest {
  private static final String TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}";
  private static final String WHO_AM_I =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
          + "\"arguments\":{}}}";
  private static final String MODERN =
      "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
          + "\"arguments\":{},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"cursor\",\"version\":\"1\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";

  private final AtomicReference<Credential> kept = new AtomicReference<>(new Credential.Missing());
  private final AtomicReference<@Nullable HolderException> failing = new AtomicReference<>();
  private final TestInstallation installation;
  private HttpService server;
  private final BridgeClient client;

  BridgeTest(@TempDir Path folder) {
    installation = TestInstallation.in(folder.resolve("server"));
    server = serve(0);
    URI url = URI.create(server.address());
    client =
        new BridgeClient(
            url,
            this::credential,
            new Keeping(
                new Account(url, "cursor"),
                MemoryKeychain::new,
                Optional::empty,
                folder.resolve("settings")));
  }

  private Credential credential() {
    HolderException failure = failing.get();
    if (failure != null) {
      throw failure;
    }
    return kept.get();
  }

  private HttpService serve(int port) {
    return HttpService.start(installation.get(), new HttpService.Options("127.0.0.1", port, null));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    installation.close();
  }

  private void send(String message) {
    client.send(message);
  }

  private JsonNode next() {
    return client.next();
  }

  private JsonNode ask(String message) {
    return client.ask(message);
  }

  private void keep(Secret secret) {
    kept.set(new Credential.Found(secret, Credential.Source.KEYCHAIN, "memory"));
  }

  private void keepFirstKey() {
    keep(installation.firstKey().secret());
  }

  private static boolean isError(JsonNode answer) {
    return answer.path("result").path("isError").booleanValue(false);
  }

  @Test
  void aKeyBeyondItsLimitIsToldSo() {
    Issue.Claimed key =
        installation.createLimited("Cursor", new RateLimit(2, Duration.ofDays(1)), "keys:read");
    keep(key.secret());
    assertThat(ask(INITIALIZE).has("result")).isTrue();
    assertThat(text(ask(WHO_AM_I))).contains("Cursor");
    for (String message : List.of(WHO_AM_I, MODERN)) {
      JsonNode error = ask(message).path("error");
      assertThat(error.path("code").intValue()).isEqualTo(429);
      assertThat(error.path("message").stringValue()).contains("2 requests in 86400 seconds");
    }
    assertThat(ask(INITIALIZE).path("result").path("instructions").stringValue(""))
        .contains("2 requests in 86400 seconds");
  }

  @Test
  void bothErasPassThrough() {
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
  void whoamiNamesTheServerInBothEras() {
    keepFirstKey();
    ask(INITIALIZE);
    for (String message : List.of(WHO_AM_I, MODERN)) {
      JsonNode answer = ask(message);
      assertThat(text(answer)).endsWith(" The server is " + server.address() + ".");
      JsonNode structured = answer.path("result").path("structuredContent");
      assertThat(structured.path("server").stringValue()).isEqualTo(server.address());
      assertThat(structured.path("key").path("name").stringValue()).isEqualTo("First key");
      JsonNode refused = ask(message.replace("\"arguments\":{}", "\"arguments\":{\"x\":1}"));
      assertThat(isError(refused)).isTrue();
      assertThat(text(refused)).isNotEmpty().doesNotContain("The server is");
      assertThat(refused.path("result").has("structuredContent")).isFalse();
    }
  }

  @Test
  void withoutAKeyTheClientConnectsAndIsToldWhatToDoUntilThereIsOne() {
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
  void theListOfToolsComesWhateverBecameOfTheSessionAndTheKey() {
    assertThat(names(ask(TOOLS))).isEmpty();
    keepFirstKey();
    ask(INITIALIZE);
    assertThat(names(ask(TOOLS))).contains("whoami", "create_api_key").doesNotHaveDuplicates();
    int port = URI.create(server.address()).getPort();
    server.close();
    send(TOOLS);
    server = serve(port);
    assertThat(names(client.answerTo(5))).contains("whoami", "create_api_key");
    done(installation.get().verbs().delete().delete(installation.firstCaller(), ownId()));
    kept.set(new Credential.Missing());
    JsonNode refused = ask(TOOLS);
    assertThat(refused.toString()).contains("kasava login");
  }

  private KeyId ownId() {
    return installation.firstKey().key().key().id();
  }

  private static List<String> names(JsonNode answer) {
    return answer
        .path("result")
        .path("tools")
        .valueStream()
        .map(tool -> tool.path("name").stringValue())
        .toList();
  }

  /** As of a file of settings that is damaged. */
  @Test
  void whatKeepsAKeyFromBeingReadIsToldToWhateverIsAsked() {
    failing.set(new HolderException("The settings are damaged. Mend them."));
    assertThat(ask(INITIALIZE).path("result").path("instructions").stringValue())
        .contains("Mend them.");
    assertThat(text(ask(WHO_AM_I))).isEqualTo("The settings are damaged. Mend them.");
    assertThat(ask(TOOLS).toString()).contains("Mend them.");
    failing.set(null);
    keepFirstKey();
    assertThat(names(ask(TOOLS))).contains("whoami");
  }

  @Test
  void aKeyThatTheKeychainHasLockedAwayIsNamed() {
    kept.set(new Credential.Failed("The keychain is locked.", "Unlock it."));
    ask(INITIALIZE);
    assertThat(text(ask(WHO_AM_I))).isEqualTo("The keychain is locked. Unlock it.");
  }

  @Test
  void aDeadKeyIsNamedAndItsSuccessorIsFoundWithoutARestart() {
    Secret dead = installation.firstKey().secret();
    keep(dead);
    ask(INITIALIZE);
    Issue.Claimed renewed =
        installation.regenerate(
            installation.firstKey(), new RegenerateKey.Request(0, true, null, false, false));
    JsonNode refused = ask(WHO_AM_I);
    assertThat(isError(refused)).isTrue();
    assertThat(text(refused)).contains("Run: kasava login").doesNotContain(dead.reveal());
    keep(renewed.secret());
    assertThat(text(ask(WHO_AM_I))).contains("First key");
  }

  @Test
  void aServerThatRestartsIsReachedAgainAndItsForgottenSessionBegunAnew() {
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
  void changesOnTheServerAreHeard() {
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
  void whatIsNoMessageIsRefusedHere() {
    send("{");
    assertThat(next().path("error").path("code").intValue()).isEqualTo(-32700);
  }
}
