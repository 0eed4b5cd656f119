package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a client of either era is told while the server cannot be used. */
final class StandbyTest {
  private static final String WHY = "The server is away.";
  private static final String MODERN =
      ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";

  private final Json json = new Json();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Standby standby = new Standby(new LineWriter(written, json));

  private Message.Request request(String method, String params) {
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    if (Message.parse(text.getBytes(StandardCharsets.UTF_8), json)
        instanceof Message.Request request) {
      return request;
    }
    throw new AssertionError(text);
  }

  private JsonNode answer(String method, String params) {
    written.reset();
    standby.answer(request(method, params), WHY);
    JsonNode answer = json.mapper().readTree(written.toString(StandardCharsets.UTF_8));
    assertThat(answer.path("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(answer.path("id").intValue()).isEqualTo(4);
    return answer;
  }

  private JsonNode result(String method, String params) {
    return answer(method, params).path("result");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-06-18, 2025-06-18",
    "2025-03-26, 2025-03-26",
    "2025-11-25, 2025-11-25",
    "1999-01-01, 2025-11-25"
  })
  void aSessionBeginsInTheRevisionThatWasWishedForIfItIsOne(String wished, String settled) {
    JsonNode result = result("initialize", "\"protocolVersion\":\"" + wished + "\"");
    assertThat(result.path("protocolVersion").stringValue()).isEqualTo(settled);
    assertThat(result.at("/capabilities/tools/listChanged").booleanValue()).isTrue();
    assertThat(result.at("/serverInfo/name").stringValue()).isEqualTo("kasava-keys");
    assertThat(result.path("instructions").stringValue()).contains(WHY, "Tell the person.");
  }

  @Test
  void theNewerEraDiscoversTheSame() {
    JsonNode result = result("server/discover", MODERN.substring(1));
    assertThat(result.path("supportedVersions").path(0).stringValue()).isEqualTo("2026-07-28");
    assertThat(result.path("instructions").stringValue()).contains(WHY);
    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(result.path("ttlMs").intValue(-1)).isZero();
    assertThat(result.path("cacheScope").stringValue()).isEqualTo("private");
    assertThat(
            result
                .path("_meta")
                .path("io.modelcontextprotocol/serverInfo")
                .path("title")
                .stringValue())
        .isEqualTo("Kasava Keys");
  }

  @Test
  void oneToolIsThereWhichTriesAgain() {
    JsonNode legacy = result("tools/list", "");
    assertThat(legacy.path("tools")).hasSize(1);
    assertThat(legacy.path("tools").path(0).path("name").stringValue()).isEqualTo("whoami");
    assertThat(legacy.path("tools").path(0).path("description").stringValue()).contains(WHY);
    assertThat(legacy.has("resultType")).isFalse();
    assertThat(legacy.has("ttlMs")).isFalse();
    JsonNode modern = result("tools/list", MODERN.substring(1));
    assertThat(modern.path("tools")).isEqualTo(legacy.path("tools"));
    assertThat(modern.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(modern.path("ttlMs").intValue(-1)).isZero();
    assertThat(modern.path("cacheScope").stringValue()).isEqualTo("private");
  }

  @Test
  void whoeverCallsAToolIsToldWhy() {
    JsonNode legacy = result("tools/call", "\"name\":\"whoami\"");
    assertThat(legacy.path("isError").booleanValue()).isTrue();
    assertThat(legacy.at("/content/0/text").stringValue()).isEqualTo(WHY);
    assertThat(legacy.has("resultType")).isFalse();
    JsonNode modern = result("tools/call", "\"name\":\"whoami\"" + MODERN);
    assertThat(modern.at("/content/0/text").stringValue()).isEqualTo(WHY);
    assertThat(modern.path("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void aPingIsAnsweredAndAllElseRefusedWithTheReason() {
    assertThat(answer("ping", "").path("result").isObject()).isTrue();
    JsonNode error = answer("resources/list", "").path("error");
    assertThat(error.path("code").intValue()).isEqualTo(-32603);
    assertThat(error.path("message").stringValue()).contains(WHY);
  }
}
