package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick look never takes for plain what the thorough one refuses. */
final class OpeningTest {
  private static final String START = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        START + ",\"params\":{}}",
        " {\"params\" : {\"a\":[1,-2,{\"b\\n\":null}],\"c\":\"\\u00e9 \\\" é\"},\"id\":\"x\","
            + "\"method\":\"initialize\",\t\"jsonrpc\":\"2.0\" } ",
        "{\"jsonrpc\":\"2.0\",\"id\":-7,\"method\":\"initialize\","
            + "\"params\":{\"t\":true,\"f\":false}}",
      })
  void aPlainBeginningIsSeen(String message) {
    assertThat(Objects.requireNonNull(Opening.in(bytes(message))).isInitialize()).isTrue();
    assertThat(Message.parse(bytes(message), new Json())).isInstanceOf(Message.Request.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        START + "}",
        START + ",\"params\":{}",
        START + ",\"params\":{}}}",
        START + ",\"params\":{},}",
        START + ",,\"params\":{}}",
        START + " \"params\":{}}",
        START + ",\"params\":[]}",
        START + ",\"params\":{\"_meta\":{}}}",
        START + ",\"params\":{\"a\":01}}",
        START + ",\"params\":{\"a\":-}}",
        START + ",\"params\":{\"a\":nul}}",
        START + ",\"params\":{\"a\":\"\\x\"}}",
        START + ",\"params\":{\"a\":\"\\u12g4\"}}",
        START + ",\"params\":{\"a\":\"\n\"}}",
        START + ",\"params\":{\"a\":[1,]}}",
        START + ",\"params\":{\"a\" 1}}",
        START + ",\"params\":{},\"params\":{}}",
        START + ",\"id\":1,\"params\":{}}",
        START + ",\"extra\":1,\"params\":{}}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"initialize\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"initialize\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1e3,\"method\":\"initialize\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"initialize\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"initialize\",\"params\":{}}",
      })
  void whatIsNotPlainIsLeftToTheThoroughLook(String message) {
    Opening opening = Opening.in(bytes(message));
    assertThat(opening != null && opening.isInitialize()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}",
        "{\"method\":\"tools/list\",\"params\":{},\"jsonrpc\":\"2.0\",\"id\":\"a\"}",
      })
  void askingForToolsIsSeen(String message) {
    Opening opening = Objects.requireNonNull(Opening.in(bytes(message)));
    assertThat(opening.isToolList()).isTrue();
    assertThat(opening.isInitialized()).isFalse();
    assertThat(opening.isInitialize()).isFalse();
    assertThat(opening.request()).isEqualTo(Message.parse(bytes(message), new Json()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{\"_meta\":{}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"x\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"\",\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"",
        "",
      })
  void whatMayNotAskForToolsIsLeftToTheThoroughLook(String message) {
    Opening opening = Opening.in(bytes(message));
    assertThat(opening != null && opening.isToolList()).isFalse();
  }

  @Test
  void thatAClientIsReadyIsSeen() {
    String ready = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"";
    for (String end : new String[] {"}", ",\"params\":{}}"}) {
      assertThat(Objects.requireNonNull(Opening.in(bytes(ready + end))).isInitialized()).isTrue();
    }
    assertThat(Objects.requireNonNull(Opening.in(bytes(ready + ",\"id\":1}"))).isInitialized())
        .isFalse();
    assertThat(Opening.in(bytes(ready + ",\"params\":1}"))).isNull();
  }

  @Test
  void depthIsBounded() {
    String deep = "[".repeat(40) + "]".repeat(40);
    assertThat(Opening.in(bytes(START + ",\"params\":{\"a\":" + deep + "}}"))).isNull();
  }

  @Test
  void anAnswerTellsItsRevision() throws Exception {
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}";
    assertThat(
            Opening.versionIn(
                bytes(answer.formatted("{\"a\":{},\"protocolVersion\":\"2025-06-18\",\"b\":[]}"))))
        .isEqualTo("2025-06-18");
    assertThat(Opening.versionIn(bytes(answer.formatted("{}")))).isEqualTo("2025-11-25");
    assertThat(Opening.versionIn(bytes(answer.formatted("[]")))).isNull();
    assertThat(Opening.versionIn(bytes("{\"error\":{}}"))).isNull();
    assertThatExceptionOfType(JsonCursor.Unclear.class)
        .isThrownBy(() -> Opening.versionIn(bytes("<html>")));
  }
}
