package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers that a request of the newer era needs. */
final class RequestHeaders {
  private RequestHeaders() {}

  static Map<String, String> of(Message.Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    String version = RequestMetadata.versionIn(request.params());
    headers.put(
        RequestMetadata.PROTOCOL_VERSION,
        version == null ? ModernLane.PROTOCOL_VERSION : RequestMetadata.encoded(version));
    headers.put(RequestMetadata.METHOD, RequestMetadata.encoded(request.method()));
    String name = RequestMetadata.nameIn(request);
    if (name != null) {
      headers.put(RequestMetadata.NAME, RequestMetadata.encoded(name));
    }
    return headers;
  }
}
