package dev.kasava.keys.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered (MCP 2026-07-28, basic protocol, error codes). A message is our
 * own sentence: it quotes neither what a client sent, which may be a secret, nor an exception.
 *
 * @param data what programs need to go on; null for nothing
 * @param isAtFault whether the request itself is not as the protocol has it, rather than what it
 *     asks for
 */
public record RpcError(int code, String message, @Nullable Object data, boolean isAtFault) {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** Not one of the protocol's: the HTTP status that says it. */
  public static final int RATE_LIMITED = 429;

  public static final int HEADER_MISMATCH = -32020;
  public static final int MISSING_CAPABILITY = -32021;
  public static final int UNSUPPORTED_VERSION = -32022;

  record Wire(String jsonrpc, @Nullable Object id, Body error) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(int code, String message, @Nullable Object data) {}

  public static RpcError notJson() {
    return new RpcError(PARSE_ERROR, "This is not valid JSON, or too deep.", null, true);
  }

  public static RpcError invalidRequest(String message) {
    return new RpcError(INVALID_REQUEST, message, null, true);
  }

  public static RpcError noSuchMethod() {
    return new RpcError(METHOD_NOT_FOUND, "There is no such method here.", null, true);
  }

  /** The params do not have the form that MCP gives them. */
  public static RpcError invalidParams(String message) {
    return new RpcError(INVALID_PARAMS, message, null, true);
  }

  /** The params are well-formed, but what they ask for is not to be had. */
  public static RpcError refused(String message) {
    return new RpcError(INVALID_PARAMS, message, null, false);
  }

  public static RpcError headerMismatch(String message) {
    return new RpcError(HEADER_MISMATCH, message, null, true);
  }

  /**
   * @param required capabilities as clients declare them
   */
  public static RpcError missingCapability(Object required) {
    return new RpcError(
        MISSING_CAPABILITY,
        "This needs something of the client that it did not declare to be able to do.",
        Map.of("requiredCapabilities", required),
        true);
  }

  public static RpcError unsupportedVersion(String requested, List<String> supported) {
    return new RpcError(
        UNSUPPORTED_VERSION,
        "This revision of MCP is not spoken here in this way.",
        Map.of("requested", requested, "supported", supported),
        true);
  }

  /**
   * What only transports with a status of their own can say otherwise.
   *
   * @param status the HTTP status that says it
   */
  public static RpcError ofTransport(int status, String message) {
    // Codes outside of what JSON-RPC and MCP reserve are the implementation's own.
    return new RpcError(status, message, null, true);
  }

  /**
   * The limit of the caller's key stops it.
   *
   * @param seconds after which to come back, for those whose transport does not say it
   */
  public static RpcError rateLimited(String message, long seconds) {
    return new RpcError(RATE_LIMITED, message, Map.of("retryAfterSeconds", seconds), true);
  }

  /** Our fault. */
  public static RpcError internal(String message) {
    return new RpcError(INTERNAL_ERROR, message, null, false);
  }

  /**
   * What goes over the wire.
   *
   * @param id of the request; null when it could not be told
   */
  public Object wire(@Nullable Object id) {
    return new Wire("2.0", id, new Body(code, message, data));
  }
}
