package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.wire.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text is as a JSON-RPC message, if it is one. */
final class MessageTest {
  private static Message parse(String text) {
    return Message.parse(text.getBytes(StandardCharsets.UTF_8), new Json());
  }

  private static Message.Faulty faulty(String text) {
    return (Message.Faulty) parse(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {                                               | -32700
          nothing                                         | -32700
          []                                              | -32600
          7                                               | -32600
          {"id":1,"method":"ping"}                        | -32600
          {"jsonrpc":2.0,"id":1,"method":"ping"}          | -32600
          {"jsonrpc":"1.0","id":1,"method":"ping"}        | -32600
          {"jsonrpc":"2.0","id":1.5,"method":"ping"}      | -32600
          {"jsonrpc":"2.0","id":null,"method":"ping"}     | -32600
          {"jsonrpc":"2.0","id":9223372036854775808,"method":"ping"} | -32600
          {"jsonrpc":"2.0","id":1,"method":""}            | -32600
          {"jsonrpc":"2.0","id":1,"method":7}             | -32600
          {"jsonrpc":"2.0","id":1,"method":"ping","params":[]}   | -32600
          {"jsonrpc":"2.0","id":1,"method":"ping","params":null} | -32600
          {"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":7}} | -32602
          {"jsonrpc":"2.0"}                               | -32600
          {"jsonrpc":"2.0","id":1}                        | -32600
          {"jsonrpc":"2.0","result":{}}                   | -32600
          {"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1}} | -32600
          {"jsonrpc":"2.0","id":1,"error":{}}             | -32600
          {"jsonrpc":"2.0","id":1,"error":{"code":"1"}}   | -32600
          """)
  void whatIsNoneIsToldWhy(String text, int code) {
    assertThat(faulty(text).error().code()).isEqualTo(code);
  }

  @Test
  void anIdIsNotLong() {
    String longest = "x".repeat(Message.LONGEST_ID);
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":\"" + longest + "\",\"method\":\"ping\"}"))
        .isInstanceOfSatisfying(
            Message.Request.class, request -> assertThat(request.id()).isEqualTo(longest));
    Message.Faulty faulty =
        faulty("{\"jsonrpc\":\"2.0\",\"id\":\"" + longest + "x\",\"method\":\"ping\"}");
    assertThat(faulty.id()).isNull();
    assertThat(faulty.error().code()).isEqualTo(RpcError.INVALID_REQUEST);
  }

  @Test
  void nothingAtAllIsNoJson() {
    assertThat(faulty("").error().code()).isEqualTo(RpcError.PARSE_ERROR);
    assertThat(faulty(" ").error().code()).isEqualTo(RpcError.PARSE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\",\"params\":{\"_meta\":7}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\"}"
      })
  void whatWentWrongIsAnsweredUnderTheIdThatItCameWith(String text) {
    assertThat(faulty(text).id()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}"})
  void whatHasNoGoodIdIsAnsweredUnderNone(String text) {
    assertThat(faulty(text).id()).isNull();
  }

  @Test
  void aRequestHasAnIdAndParamsIfOnlyEmptyOnes() {
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}"))
        .isEqualTo(new Message.Request(7L, "ping", new Json().mapper().createObjectNode()));
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"ping\",\"params\":{\"a\":1}}"))
        .isEqualTo(
            new Message.Request("7", "ping", new Json().mapper().createObjectNode().put("a", 1)));
  }

  @Test
  void aNotificationHasNone() {
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
        .isEqualTo(
            new Message.Notification(
                "notifications/initialized", new Json().mapper().createObjectNode()));
  }

  @Test
  void aNotificationMayCancelARequest() {
    assertThat(cancelled("notifications/cancelled", "7")).isEqualTo(7L);
    assertThat(cancelled("notifications/cancelled", "\"7\"")).isEqualTo("7");
    assertThat(cancelled("notifications/cancelled", "{}")).isNull();
    assertThat(cancelled("notifications/other", "7")).isNull();
  }

  private static @Nullable Object cancelled(String method, String requestId) {
    Message message =
        parse(
            """
            {"jsonrpc":"2.0","method":"%s","params":{"requestId":%s}}
            """
                .formatted(method, requestId));
    return ((Message.Notification) message).cancelledId();
  }

  @Test
  void aResponseHasAResultOrAnError() {
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"a\":1}}"))
        .isEqualTo(new Message.Response("q", new Json().mapper().createObjectNode().put("a", 1)));
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"error\":{\"code\":-1}}"))
        .isEqualTo(new Message.Response("q", null));
  }
}
