package dev.kasava.keys.mcp.http;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request have to say of its body, so that whoever stands in between may
 * believe them (MCP 2026-07-28, streamable HTTP, request metadata).
 */
final class ModernHeaders {
  static final HttpString PROTOCOL_VERSION = new HttpString(RequestMetadata.PROTOCOL_VERSION);
  private static final HttpString METHOD = new HttpString(RequestMetadata.METHOD);
  private static final HttpString NAME = new HttpString(RequestMetadata.NAME);

  private ModernHeaders() {}

  /** Why they do not fit the request; null when they do, or when its own fault comes first. */
  static @Nullable RpcError misfit(HeaderMap headers, Message.Request request) {
    String inHeader = only(headers.get(PROTOCOL_VERSION));
    String inBody = RequestMetadata.versionIn(request.params());
    if (inHeader == null) {
      return RpcError.headerMismatch("Send the header MCP-Protocol-Version, once.");
    }
    if (inBody == null) {
      return inHeader.equals(ModernLane.PROTOCOL_VERSION) ? null : ModernLane.unsupported(inHeader);
    }
    if (!inHeader.equals(inBody)) {
      return mismatch(RequestMetadata.PROTOCOL_VERSION, "the protocolVersion in _meta");
    }
    if (!inBody.equals(ModernLane.PROTOCOL_VERSION)) {
      return null;
    }
    if (!request.method().equals(only(headers.get(METHOD)))) {
      return mismatch(RequestMetadata.METHOD, "the method");
    }
    String name = RequestMetadata.nameIn(request);
    return name == null || name.equals(RequestMetadata.decoded(only(headers.get(NAME))))
        ? null
        : mismatch(RequestMetadata.NAME, "the " + RequestMetadata.nameField(request.method()));
  }

  private static RpcError mismatch(String header, String what) {
    return RpcError.headerMismatch(
        "The header " + header + " has to be there, once, and to say the same as " + what + ".");
  }

  private static @Nullable String only(@Nullable HeaderValues values) {
    return values == null || values.size() != 1 ? null : values.getFirst().strip();
  }
}
