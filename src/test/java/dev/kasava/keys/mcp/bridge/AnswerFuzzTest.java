package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers of a server: bodies in chunks, and events. */
final class AnswerFuzzTest {
  private static final Charset ASCII = StandardCharsets.US_ASCII;

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void bodiesArriveWholeOrNotAtAll(FuzzedDataProvider data) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (data.consumeBoolean()) {
      byte[] chunk = data.consumeBytes(20);
      if (chunk.length > 0) {
        whole.write(chunk);
        sent.write((Integer.toHexString(chunk.length) + ";x=y\r\n").getBytes(ASCII));
        sent.write(chunk);
        sent.write("\r\n".getBytes(ASCII));
      }
    }
    sent.write("0\r\n\r\n".getBytes(ASCII));
    assertThat(chunked(sent.toByteArray())).isEqualTo(whole.toByteArray());

    byte[] raw = data.consumeRemainingAsBytes();
    try {
      assertThat(chunked(raw)).hasSizeLessThan(raw.length);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("[a-z ]+");
    }
    try (Events events = new Events(new ByteArrayInputStream(raw))) {
      for (String event = events.next(); event != null; event = events.next()) {
        assertThat(event).isNotEmpty();
      }
    }
  }

  private static byte[] chunked(byte[] bytes) throws IOException {
    Map<String, String> headers = Map.of("Transfer-Encoding", "chunked");
    try (HttpBody body = HttpBody.of(new ByteArrayInputStream(bytes), 200, headers, () -> {})) {
      return body.readAllBytes();
    }
  }
}
