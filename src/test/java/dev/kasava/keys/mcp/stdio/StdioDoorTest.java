package dev.kasava.keys.mcp.stdio;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.mcp.Engine;
import dev.kasava.keys.mcp.tool.Toolbox;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class StdioDoorTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
      "capabilities":{},"clientInfo":{"name":"claude-ai","version":"1"}}}
      """;
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

  private final Json json = new Json();
  private TestInstallation test;

  @BeforeEach
  void open(@TempDir Path folder) {
    test = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static String callWhoAmI(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}\n";
  }

  /** What comes out for what goes in; every line of it has to be JSON. */
  private List<JsonNode> answers(Supplier<Outcome<Caller>> callers, InputStream in)
      throws IOException {
    Installation installation = test.get();
    Shapes shapes =
        new Shapes(installation.format(), installation.clock(), () -> "http://localhost");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Engine engine =
        new Engine(
            new Toolbox(installation.verbs(), shapes, json), installation.meter(), json, "1")) {
      new StdioDoor(engine, json, callers, out).run(in);
    }
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> json.mapper().readTree(line))
        .toList();
  }

  private List<JsonNode> answers(String input) throws IOException {
    return answers(
        callers(test.firstKey().secret()),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
  }

  private Supplier<Outcome<Caller>> callers(Secret secret) {
    return () ->
        switch (test.get().authenticator().verify(secret.reveal(), List.of())) {
          case Verdict.Accepted(var grant) ->
              Outcome.done(Caller.holding(grant, Client.UNKNOWN, Door.MCP));
          case Verdict.Rejected rejected ->
              Outcome.refused(new Refusal.NotAdmitted(rejected.code(), rejected.message()));
        };
  }

  private static JsonNode withId(List<JsonNode> answers, int id) {
    return answers.stream()
        .filter(answer -> answer.path("id").isNumber() && answer.path("id").intValue() == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void answersInTheRevisionThatTheClientSpeaks() throws IOException {
    List<JsonNode> answers = answers(INITIALIZE);
    assertThat(withId(answers, 1).path("result").path("protocolVersion").stringValue())
        .isEqualTo("2025-06-18");
  }

  @Test
  void faultyLinesAreAnsweredAndServiceGoesOn() throws IOException {
    List<JsonNode> answers =
        answers(
            INITIALIZE
                + INITIALIZED
                + "nonsense\n\n   \n[]\n{\"jsonrpc\":\"1.0\",\"id\":2,\"method\":\"ping\"}\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"nope\"}\n"
                + callWhoAmI(4));
    assertThat(answers).hasSize(7);
    assertThat(answers.stream().map(answer -> answer.path("error").path("code").intValue(0)))
        .containsOnlyOnce(-32700, -32601)
        .filteredOn(code -> code == -32600)
        .hasSize(3);
    assertThat(withId(answers, 4).path("result").path("isError").booleanValue()).isFalse();
  }

  @Test
  void theEndOfTheInputLosesNoAnswerNotEvenToALineWithoutItsEnd() throws IOException {
    StringBuilder input = new StringBuilder(INITIALIZE).append(INITIALIZED);
    for (int id = 2; id <= 101; id++) {
      input.append(callWhoAmI(id));
    }
    List<JsonNode> answers = answers(input.toString().stripTrailing());
    assertThat(answers).hasSize(101);
    assertThat(withId(answers, 101).has("result")).isTrue();
  }

  @Test
  void aLineThatIsTooLongIsRefusedWithoutBeingKept() throws IOException {
    InputStream endless = new ByteArrayInputStream(new byte[50 * 1024 * 1024]);
    InputStream in =
        new SequenceInputStream(
            new SequenceInputStream(
                new ByteArrayInputStream(INITIALIZE.getBytes(StandardCharsets.UTF_8)), endless),
            new ByteArrayInputStream(("\n" + callWhoAmI(2)).getBytes(StandardCharsets.UTF_8)));
    List<JsonNode> answers = answers(callers(test.firstKey().secret()), in);
    assertThat(answers).hasSize(3);
    assertThat(answers.get(1).path("error").path("code").intValue()).isEqualTo(-32600);
    assertThat(withId(answers, 2).has("result")).isTrue();
  }

  @Test
  void requestsBeforeInitializeAreRefused() throws IOException {
    assertThat(withId(answers(callWhoAmI(1)), 1).path("error").path("message").stringValue())
        .contains("initialize");
  }

  @Test
  void aKeyThatDiesIsRefusedFromTheNextMessageOn() throws IOException {
    var key = test.create("Agent", null, "keys:read");
    Supplier<Outcome<Caller>> alive = callers(key.secret());
    Supplier<Outcome<Caller>> dyingAfterTwo =
        new Supplier<>() {
          private int asked;

          @Override
          public Outcome<Caller> get() {
            if (++asked == 3) {
              done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
            }
            return alive.get();
          }
        };
    List<JsonNode> answers =
        answers(
            dyingAfterTwo,
            new ByteArrayInputStream(
                (INITIALIZE + callWhoAmI(2) + callWhoAmI(3)).getBytes(StandardCharsets.UTF_8)));
    assertThat(withId(answers, 3).path("error").path("message").stringValue()).contains("deleted");
  }

  @Test
  void countsRequestsUnderTheClientsName() throws IOException {
    var key = test.create("Agent", null, "keys:read");
    answers(
        callers(key.secret()),
        new ByteArrayInputStream(
            (INITIALIZE + INITIALIZED + callWhoAmI(2)).getBytes(StandardCharsets.UTF_8)));
    var usage =
        done(
            test.get()
                .verbs()
                .usage()
                .read(test.firstCaller(), key.key().key().id(), ZoneOffset.UTC.getId()));
    assertThat(usage.total()).isEqualTo(2);
    assertThat(usage.lastClient()).isEqualTo(Client.CLAUDE_DESKTOP);
  }
}
