package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.wire.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A list of tools that is not taken apart, held against one that is. */
final class OfferFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 80_000)
  void whatIsAddedIsWhatTheLibraryAdds(byte[] answer) {
    byte[] plain;
    try {
      plain = PlainOffer.in(answer);
    } catch (JsonCursor.Unclear e) {
      assertThat(e).hasMessage(null);
      return;
    }
    JsonNode message;
    try {
      message = JSON.mapper().readTree(answer);
    } catch (JacksonException e) {
      // Not looked at: whether texts are UTF-8, and whether names stand twice.
      return;
    }
    assertThat(message.path("jsonrpc").stringValue("")).isEqualTo("2.0");
    assertThat(message.has("id")).isTrue();
    assertThat(message.path("result").path("tools").isArray()).isTrue();
    assertThat(JSON.mapper().readTree(plain))
        .isEqualTo(new Offer(new byte[0], JSON).incoming((ObjectNode) message));
  }
}
