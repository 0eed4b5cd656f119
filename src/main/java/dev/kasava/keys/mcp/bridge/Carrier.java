package dev.kasava.keys.mcp.bridge;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries requests to one server over HTTP/1.1. Thread-safe; blocks. */
interface Carrier extends AutoCloseable {
  /** The leanest that reaches a server. */
  static Carrier to(URI server) {
    return LoopbackHttp.reaches(server) ? new LoopbackHttp(server) : new JdkHttp(server);
  }

  /**
   * Sends, and answers as soon as the answer's head is there.
   *
   * @param path begins with a slash
   * @param body null for none
   * @throws java.net.ConnectException when nothing was sent, as nobody takes connections
   * @throws IOException when the connection broke
   */
  Reply send(String method, String path, Map<String, String> headers, byte @Nullable [] body)
      throws IOException, InterruptedException;

  /** Breaks what is under way. */
  @Override
  void close();
}
