package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.mcp.Message;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says of itself, in its body and in headers as well (MCP 2026-07-28, streamable
 * HTTP, request metadata).
 */
public final class RequestMetadata {
  public static final String PROTOCOL_VERSION = "MCP-Protocol-Version";
  public static final String METHOD = "Mcp-Method";
  public static final String NAME = "Mcp-Name";

  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private RequestMetadata() {}

  /** Whether a request says of itself that it is of this era, be it of a revision known here. */
  public static boolean isModern(Message.Request request) {
    return request.params().path("_meta").has(Envelope.VERSION)
        || request.method().equals(ModernLane.DISCOVER);
  }

  /**
   * The revision that a request says it is of; null when it does not say.
   *
   * @param params of the request
   */
  public static @Nullable String versionIn(ObjectNode params) {
    return params.path("_meta").path(Envelope.VERSION).stringValue(null);
  }

  /** The field of the params that {@link #NAME} repeats; null when this method has none. */
  public static @Nullable String nameField(String method) {
    return switch (method) {
      case "tools/call", "prompts/get" -> "name";
      case "resources/read" -> "uri";
      default -> null;
    };
  }

  /** What {@link #NAME} repeats; null when there is nothing. */
  public static @Nullable String nameIn(Message.Request request) {
    String field = nameField(request.method());
    return field == null ? null : request.params().path(field).stringValue(null);
  }

  /** A text as a header can carry it. */
  public static String encoded(String text) {
    boolean isPlain =
        !text.isEmpty()
            && text.equals(text.strip())
            && text.chars().allMatch(c -> c >= ' ' && c < 0x7F)
            && !text.startsWith("=?");
    return isPlain
        ? text
        : ENCODED
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + ENCODED_END;
  }

  /** The text that a value stands for; null when it stands for none. */
  public static @Nullable String decoded(@Nullable String value) {
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
