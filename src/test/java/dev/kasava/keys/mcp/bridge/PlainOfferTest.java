package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A list of tools gets the same offer, whether it is taken apart or not. */
final class PlainOfferTest {
  private static final Json JSON = new Json();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode thorough(byte[] answer) {
    return new Offer(new byte[0], JSON).incoming((ObjectNode) JSON.mapper().readTree(answer));
  }

  private static String tool(String name, String schema) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\""
        + name
        + "\",\"inputSchema\":"
        + schema
        + "}]}}";
  }

  @Test
  void theProgramsOwnListIsPlain() throws Exception {
    byte[] tools;
    try (InputStream in = PlainOfferTest.class.getResourceAsStream("/mcp/prelude/tools.json")) {
      tools = Objects.requireNonNull(in).readAllBytes();
    }
    byte[] answer =
        bytes(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
                + new String(tools, StandardCharsets.UTF_8)
                + "}");
    String offered = new String(PlainOffer.in(answer), StandardCharsets.UTF_8);
    assertThat(JSON.mapper().readTree(offered)).isEqualTo(thorough(answer));
    assertThat(offered.split("\"deliverTo\"", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"properties\":{}}",
        "{\"type\":\"object\",\"properties\": { \"a\" : {} } ,\"required\":[\"a\"]}",
        "{\"properties\":{\"name\":{\"description\":\"\\u00e9 \\\"}\\\" \"}}}",
        "{}",
      })
  void anOfferIsAddedToWhatIsThere(String schema) throws Exception {
    for (String name : new String[] {"create_api_key", "regenerate_api_key", "whoami"}) {
      byte[] answer = bytes(tool(name, schema));
      assertThat(JSON.mapper().readTree(PlainOffer.in(answer))).isEqualTo(thorough(answer));
    }
  }

  @Test
  void whatElseIsInAnAnswerStaysAsItIs() throws Exception {
    String answer =
        " {\"result\" : {\"ttl\":5,\"tools\":[ ] ,\"nextCursor\":\"x\\n"
            + "\"}, \"id\":\"a\",\"jsonrpc\":\"2.0\"} ";
    assertThat(PlainOffer.in(bytes(answer))).isEqualTo(bytes(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{}",
        "{\"id\":1,\"result\":{\"tools\":[]}}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":{\"tools\":[]}}",
        "{\"jsonrpc\":\"2.0\",\"result\":{\"tools\":[]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":1}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"no\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":{}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[1]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"create_api_key\"},]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"create\\u005fapi_key\"}]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[]}}x",
      })
  void whatIsNoPlainListTakesAnotherLook(String answer) {
    assertThatExceptionOfType(JsonCursor.Unclear.class)
        .isThrownBy(() -> PlainOffer.in(bytes(answer)));
  }

  @Test
  void anOfferThatIsThereAlreadyTakesAnotherLook() throws IOException {
    String answer = tool("create_api_key", "{\"properties\":{\"deliverTo\":{}}}");
    assertThatExceptionOfType(JsonCursor.Unclear.class)
        .isThrownBy(() -> PlainOffer.in(bytes(answer)));
  }
}
