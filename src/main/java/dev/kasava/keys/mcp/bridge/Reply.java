package dev.kasava.keys.mcp.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered over HTTP.
 *
 * @param headers the first of each name, whatever its case
 * @param body any thread may close it, which ends the reading of another
 */
record Reply(int status, Map<String, String> headers, InputStream body) {
  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Whether the body is a stream of events. */
  boolean isStream() {
    String type = header("Content-Type");
    return type != null && type.startsWith("text/event-stream");
  }

  byte[] bytes() throws IOException {
    try (InputStream in = body) {
      return in.readAllBytes();
    }
  }

  String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Gives up an answer that is not wanted. */
  void discard() {
    close(body);
  }

  static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
