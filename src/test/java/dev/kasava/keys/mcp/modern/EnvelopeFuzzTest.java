package dev.kasava.keys.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.wire.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** What a request of the modern era says of itself, in its body and in headers. */
final class EnvelopeFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void metadataIsReadOrRefused(FuzzedDataProvider data) {
    String header = data.consumeString(60);
    String decoded = RequestMetadata.decoded(header);
    if (decoded != null && decoded.equals(header)) {
      assertThat(header.startsWith("=?base64?") && header.endsWith("?=") && header.length() > 10)
          .isFalse();
    }
    String text = new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String encoded = RequestMetadata.encoded(text);
    assertThat(encoded).matches("[ -~]+");
    assertThat(RequestMetadata.decoded(encoded)).isEqualTo(text);
    envelope(data.consumeRemainingAsBytes());
  }

  private static void envelope(byte[] text) {
    if (!(JSON.read(text, ObjectNode.class) instanceof Outcome.Done<ObjectNode>(var params))) {
      return;
    }
    switch (Envelope.read(params)) {
      case Envelope.Read.Good(Envelope envelope) -> {
        assertThat(params.path("_meta").path(Envelope.VERSION).stringValue())
            .isEqualTo(ModernLane.PROTOCOL_VERSION);
        assertThat(envelope.wants("debug") && envelope.logLevel() == null).isFalse();
      }
      case Envelope.Read.Bad(var error) -> assertThat(error.message()).isNotBlank();
    }
  }
}
