package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.modern.ModernLane;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request of the newer era says of itself in headers (MCP 2026-07-28, request metadata). */
final class RequestHeaders {
  private RequestHeaders() {}

  static Map<String, String> of(Message.Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    String version = ModernLane.versionIn(request.params());
    headers.put(
        "MCP-Protocol-Version", version == null ? ModernLane.PROTOCOL_VERSION : safe(version));
    headers.put("Mcp-Method", safe(request.method()));
    String name = name(request);
    if (name != null) {
      headers.put("Mcp-Name", safe(name));
    }
    return headers;
  }

  private static @Nullable String name(Message.Request request) {
    String field =
        switch (request.method()) {
          case "tools/call", "prompts/get" -> "name";
          case "resources/read" -> "uri";
          default -> "";
        };
    return request.params().path(field).stringValue(null);
  }

  /** As a header can carry it. */
  private static String safe(String text) {
    boolean isPlain =
        !text.isEmpty()
            && text.equals(text.strip())
            && text.chars().allMatch(c -> c >= ' ' && c < 0x7F)
            && !text.startsWith("=?");
    return isPlain
        ? text
        : "=?base64?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
