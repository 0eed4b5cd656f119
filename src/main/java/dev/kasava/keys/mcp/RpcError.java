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
        switch (method) {
          case McpSchema.METHOD_INITIALIZE ->
              "Send protocolVersion, capabilities and clientInfo with a name and a version, each in"
                  + " the form that MCP gives it.";
          case McpSchema.METHOD_TOOLS_CALL ->
              "Send the tool's name, and its arguments as an object.";
          default -> "The params do not have the form that MCP gives them.";
        });
  }

  /**
   * The engine's error in our own words: its own quote what the client sent, which may be a secret,
   * and the text of exceptions.
   */
  static RpcError inOurWords(@Nullable Object id, int code) {
    return switch (code) {
      case McpSchema.ErrorCodes.METHOD_NOT_FOUND ->
          new RpcError(id, code, "There is no such method here.");
      case McpSchema.ErrorCodes.INVALID_PARAMS ->
          new RpcError(
              id, code, "There is no such tool. Send tools/list for those that there are.");
      default -> internal(id);
    };
  }

  /** For transports that have no status of their own to say it with. */
  public static RpcError notAllowed(@Nullable Object id, String message) {
    return new RpcError(id, NOT_ALLOWED, message);
  }

  /** Our fault; the log says what it is. */
  public static RpcError internal(@Nullable Object id) {
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
