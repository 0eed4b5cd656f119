package dev.kasava.keys.mcp.http;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.modern.ModernLane;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request have to say of its body, so that whoever stands in between may
 * believe them (MCP 2026-07-28, streamable HTTP, request metadata).
 */
final class ModernHeaders {
  static final HttpString PROTOCOL_VERSION = new HttpString("MCP-Protocol-Version");
  private static final HttpString METHOD = new HttpString("Mcp-Method");
  private static final HttpString NAME = new HttpString("Mcp-Name");
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private ModernHeaders() {}

  /** Why they do not fit the request; null when they do, or when its own fault comes first. */
  static @Nullable RpcError misfit(HeaderMap headers, Message.Request request) {
    String inHeader = only(headers.get(PROTOCOL_VERSION));
    String inBody = ModernLane.versionIn(request.params());
    if (inHeader == null) {
      return RpcError.headerMismatch("Send the header MCP-Protocol-Version, once.");
    }
    if (inBody == null) {
      return inHeader.equals(ModernLane.PROTOCOL_VERSION) ? null : ModernLane.unsupported(inHeader);
    }
    if (!inHeader.equals(inBody)) {
      return mismatch("MCP-Protocol-Version", "the protocolVersion in _meta");
    }
    if (!inBody.equals(ModernLane.PROTOCOL_VERSION)) {
      return null;
    }
    if (!request.method().equals(only(headers.get(METHOD)))) {
      return mismatch("Mcp-Method", "the method");
    }
    String field = nameField(request.method());
    String name = field == null ? null : request.params().path(field).stringValue(null);
    return name == null || name.equals(decoded(only(headers.get(NAME))))
        ? null
        : mismatch("Mcp-Name", "the " + field);
  }

  private static RpcError mismatch(String header, String what) {
    return RpcError.headerMismatch(
        "The header " + header + " has to be there, once, and to say the same as " + what + ".");
  }

  private static @Nullable String nameField(String method) {
    return switch (method) {
      case "tools/call", "prompts/get" -> "name";
      case "resources/read" -> "uri";
      default -> null;
    };
  }

  private static @Nullable String only(@Nullable HeaderValues values) {
    return values == null || values.size() != 1 ? null : values.getFirst().strip();
  }

  /** The text that a value stands for; null when it stands for none. */
  private static @Nullable String decoded(@Nullable String value) {
    if (value == null || !value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
      return value;
    }
    if (value.length() < ENCODED.length() + ENCODED_END.length()) {
      return null;
    }
    String base64 = value.substring(ENCODED.length(), value.length() - ENCODED_END.length());
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      // The decoder forgives missing padding and loose bits, and a proxy may not.
      return Base64.getEncoder().encodeToString(bytes).equals(base64)
          ? StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
          : null;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }
}
