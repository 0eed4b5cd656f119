package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Whatever is the matter with a keychain, programs that read standard output find answers there and
 * nothing else, people find the reason, and no key is made that nobody has.
 */
@EnabledOnOs(OS.LINUX)
final class KeychainTroubleIT {
  private static final String ADDRESS = "DBUS_SESSION_BUS_ADDRESS";
  private static final String CONVERSATION =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"cursor","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/list"}
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private static final Path HOME = Tools.kept("keychain-trouble");
  private static final Json JSON = new Json();

  @SuppressWarnings("NullAway.Init")
  private static KasavaProcess server;

  @TempDir Path folder;

  enum Case {
    STALE_ADDRESS(Trouble.NO_BUS),
    ABSTRACT_ADDRESS(Trouble.NO_BUS),
    MALFORMED_ADDRESS(Trouble.NO_BUS),
    BUS_KILLED(Trouble.NO_BUS),
    ABSENT(Trouble.NO_SERVICE),
    KILLED(Trouble.NO_SERVICE),
    NO_COLLECTION(Trouble.NO_COLLECTION),
    LOCKED(Trouble.LOCKED),
    FROZEN(Trouble.TIMEOUT);

    private final Trouble trouble;

    Case(Trouble trouble) {
      this.trouble = trouble;
    }
  }

  @BeforeAll
  static void serve() throws IOException {
    server = KasavaProcess.serve(HOME);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void onlyAnswersAreOnStandardOutput(Case one) throws Exception {
    try (KeyringSession session = session(one)) {
      Map<String, String> environment = session.environment();
      switch (one) {
        case STALE_ADDRESS -> environment.put(ADDRESS, "unix:path=" + folder.resolve("gone"));
        case ABSTRACT_ADDRESS -> environment.put(ADDRESS, "unix:abstract=/kasava/nobody");
        case MALFORMED_ADDRESS -> environment.put(ADDRESS, "no address");
        case BUS_KILLED, ABSENT, KILLED, NO_COLLECTION, LOCKED, FROZEN -> {}
      }
      assertBridge(run(environment, CONVERSATION, "mcp", "--integration", "cursor"), one.trouble);
      assertStatus(run(environment, null, "status", "--json"), one.trouble);
      assertSilent(run(environment, null, "headers"), 3, one.trouble);
      assertSilent(run(environment, null, "keys", "list", "--json"), 3, one.trouble);
      assertNothingIsLost(environment, one.trouble);
    }
  }

  private KeyringSession session(Case one) throws Exception {
    return switch (one) {
      case STALE_ADDRESS, ABSTRACT_ADDRESS, MALFORMED_ADDRESS, ABSENT ->
          KeyringSession.empty(folder);
      case NO_COLLECTION -> KeyringSession.withoutCollection(folder);
      case BUS_KILLED, KILLED, LOCKED, FROZEN -> {
        KeyringSession session = KeyringSession.unlocked(folder);
        spoil(session, one);
        yield session;
      }
    };
  }

  private static void spoil(KeyringSession session, Case one) throws Exception {
    switch (one) {
      case BUS_KILLED -> session.killBus();
      case KILLED -> session.killKeyring();
      case LOCKED -> session.lock();
      case FROZEN -> session.freezeKeyring();
      case STALE_ADDRESS, ABSTRACT_ADDRESS, MALFORMED_ADDRESS, ABSENT, NO_COLLECTION -> {}
    }
  }

  private static Result run(
      Map<String, String> environment, @Nullable String input, String... arguments)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("KASAVA_URL", server.url());
    // Without what others chose there: a file instead of the keychain.
    all.put("HOME", HOME.resolveSibling(HOME.getFileName() + "-person").toString());
    return KasavaProcess.run(HOME, all, input, arguments);
  }

  /** All of it, to the last byte. */
  private static List<JsonNode> objects(String out) {
    assertThat(out).endsWith("\n");
    List<JsonNode> objects = out.lines().map(line -> JSON.mapper().readTree(line)).toList();
    assertThat(objects).allMatch(JsonNode::isObject);
    return objects;
  }

  private static void assertBridge(Result result, Trouble trouble) {
    List<JsonNode> messages = objects(result.out());
    assertThat(messages).allMatch(message -> message.path("jsonrpc").stringValue("").equals("2.0"));
    assertThat(answer(messages, 1).at("/serverInfo/name").isString()).isTrue();
    assertThat(answer(messages, 2).path("tools")).isNotEmpty();
    assertThat(answer(messages, 3).path("isError").booleanValue(false)).isTrue();
    assertThat(answer(messages, 3).at("/content/0/text").stringValue(""))
        .startsWith(trouble.advice());
    assertThat(result.exitCode()).isZero();
  }

  private static JsonNode answer(List<JsonNode> messages, int id) {
    List<JsonNode> answers =
        messages.stream().filter(message -> message.path("id").intValue(0) == id).toList();
    assertThat(answers).as("answers to %s", id).hasSize(1);
    return answers.getFirst().path("result");
  }

  private static void assertStatus(Result result, Trouble trouble) {
    List<JsonNode> reports = objects(result.out());
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().path("problem").stringValue("")).startsWith(trouble.advice());
    assertThat(result.exitCode()).isEqualTo(3);
  }

  private static void assertSilent(Result result, int exitCode, Trouble trouble) {
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(trouble.advice());
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  private static void assertNothingIsLost(Map<String, String> environment, Trouble trouble)
      throws IOException {
    Map<String, String> own = new HashMap<>(environment);
    own.put("KASAVA_API_KEY", server.firstSecret());
    assertSilent(run(own, null, "keys", "create", "Lost", "--to-keychain"), 1, trouble);
    assertThat(run(own, null, "keys", "list").out()).contains("First key").doesNotContain("Lost");
    assertSilent(run(environment, server.firstSecret(), "login", "--key-stdin"), 1, trouble);
  }
}
