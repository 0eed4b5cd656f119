package dev.kasava.keys.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import org.jspecify.annotations.Nullable;

/**
 * An error answer.
 *
 * @param id of the request; null when it could not be told
 */
public record RpcError(@Nullable Object id, int code, String message) {
  private static final int NOT_ALLOWED = -32001;

  record Wire(String jsonrpc, @Nullable Object id, Body error) {}

  record Body(int code, String message) {}

  public static RpcError notJson() {
    return new RpcError(
        null, McpSchema.ErrorCodes.PARSE_ERROR, "This is not valid JSON, or too deep.");
  }

  public static RpcError invalidRequest(@Nullable Object id, String message) {
    return new RpcError(id, McpSchema.ErrorCodes.INVALID_REQUEST, message);
  }

  static RpcError invalidParams(@Nullable Object id, String method) {
    return new RpcError(
        id,
        McpSchema.ErrorCodes.INVALID_PARAMS,
        method.equals(McpSchema.METHOD_TOOLS_CALL)
            ? "Send the tool's name, and its arguments as an object."
            : "Send protocolVersion, capabilities and clientInfo with a name and a version.");
  }

  /** For transports that have no status of their own to say it with. */
  public static RpcError notAllowed(@Nullable Object id, String message) {
    return new RpcError(id, NOT_ALLOWED, message);
  }

  static RpcError internal(@Nullable Object id) {
    return new RpcError(
        id,
        McpSchema.ErrorCodes.INTERNAL_ERROR,
        "Something went wrong here. The server's log says what.");
  }

  /** What goes over the wire. */
  public Object wire() {
    return new Wire(McpSchema.JSONRPC_VERSION, id, new Body(code, message));
  }
}
