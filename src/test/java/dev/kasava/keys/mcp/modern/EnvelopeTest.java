package dev.kasava.keys.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.mcp.Heard;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a request says of its sender, and what its sender hears for it. */
final class EnvelopeTest {
  private static final Json JSON = new Json();

  private final Heard heard = new Heard();

  private static ObjectNode params(Map<String, ?> more) {
    ObjectNode params = JSON.mapper().createObjectNode();
    ObjectNode meta = params.putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    more.forEach((name, value) -> meta.set(name, JSON.mapper().valueToTree(value)));
    return params;
  }

  private static Envelope envelope(Map<String, ?> more) {
    return switch (Envelope.read(params(more))) {
      case Envelope.Read.Good(Envelope envelope) -> envelope;
      case Envelope.Read.Bad(RpcError error) -> throw new AssertionError(error.message());
    };
  }

  private static RpcError error(Map<String, ?> more) {
    return switch (Envelope.read(params(more))) {
      case Envelope.Read.Good(Envelope envelope) -> throw new AssertionError(envelope.toString());
      case Envelope.Read.Bad(RpcError error) -> error;
    };
  }

  private static Map<String, String> level(String level) {
    return Map.of("io.modelcontextprotocol/logLevel", level);
  }

  @Test
  void theLeastIsARevisionAndWhatTheClientCan() {
    Envelope least = envelope(Map.of());

    assertThat(least.client()).isEqualTo(Client.UNKNOWN);
    assertThat(least.abilities()).isEmpty();
    assertThat(least.progressToken()).isNull();
    assertThat(least.logLevel()).isNull();
  }

  @Test
  void itNamesTheClientAndWhatItCan() {
    Envelope envelope =
        envelope(
            Map.of(
                "io.modelcontextprotocol/clientInfo", Map.of("name", "cursor-vscode"),
                "io.modelcontextprotocol/clientCapabilities", Map.of("roots", Map.of())));

    assertThat(envelope.client()).isEqualTo(Client.CURSOR);
    assertThat(envelope.abilities()).containsExactly(Ability.ROOTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.modelcontextprotocol/protocolVersion",
        "io.modelcontextprotocol/clientCapabilities"
      })
  void bothHaveToBeThereAndOfTheirKind(String field) {
    ObjectNode lacking = params(Map.of());
    ((ObjectNode) lacking.path("_meta")).remove(field);

    assertThat(Envelope.read(lacking))
        .isInstanceOfSatisfying(
            Envelope.Read.Bad.class,
            bad -> assertThat(bad.error().code()).isEqualTo(RpcError.INVALID_PARAMS));
    assertThat(error(Map.of(field, 7)).code()).isEqualTo(RpcError.INVALID_PARAMS);
  }

  @Test
  void anotherRevisionIsToldWhichAreSpoken() {
    RpcError error = error(Map.of("io.modelcontextprotocol/protocolVersion", "2099-01-01"));

    assertThat(error.code()).isEqualTo(RpcError.UNSUPPORTED_VERSION);
    assertThat(error.data())
        .isEqualTo(Map.of("requested", "2099-01-01", "supported", List.of("2026-07-28")));
  }

  @Test
  void whatIsNoRevisionIsNotEchoed() {
    assertThat(error(Map.of("io.modelcontextprotocol/protocolVersion", "<b>")).data())
        .isEqualTo(Map.of("requested", "", "supported", List.of("2026-07-28")));
  }

  @Test
  void aLevelThatIsNoneIsRefusedRatherThanTakenForSilence() {
    assertThat(error(level("loud")).message()).contains("debug, info, notice");
    assertThat(error(Map.of("io.modelcontextprotocol/logLevel", 3)).code())
        .isEqualTo(RpcError.INVALID_PARAMS);
  }

  @ParameterizedTest
  @CsvSource({"debug, info, true", "info, info, true", "warning, info, false"})
  void aLogIsHeardFromTheWantedLevelOn(String wanted, String level, boolean isHeard) {
    new Notices(envelope(level(wanted)), heard).log(level, "what happened");

    assertThat(heard.messages())
        .isEqualTo(
            isHeard
                ? List.of(
                    JSON.mapper()
                        .readTree(
                            """
                            {"jsonrpc":"2.0","method":"notifications/message",
                             "params":{"level":"%s","data":"what happened"}}
                            """
                                .formatted(level)))
                : List.of());
  }

  @Test
  void whoeverAskedForNoLogHearsNone() {
    new Notices(envelope(Map.of()), heard).log("emergency", "what happened");

    assertThat(heard.messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "7"})
  void progressIsToldByTheTokenThatWasSent(String token) {
    Object value = JSON.mapper().readTree(token);
    new Notices(envelope(Map.of("progressToken", value)), heard).progress(1, 2, "half");

    assertThat(heard.last().path("params").toString())
        .isEqualTo(
            """
            {"progressToken":%s,"progress":1,"total":2,"message":"half"}\
            """
                .formatted(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1.5", "[]", "null"})
  void whatIsNoTokenAsksForNoProgress(String token) {
    Object value = JSON.mapper().readTree(token);
    new Notices(envelope(Map.of("progressToken", value)), heard).progress(1, 2, "half");

    assertThat(heard.messages()).isEmpty();
  }
}
