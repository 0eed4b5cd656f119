package dev.kasava.keys.mcp;

import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One JSON-RPC message from a client (jsonrpc.org/specification; MCP, basic protocol). */
public sealed interface Message {
  record Request(McpSchema.JSONRPCRequest rpc) implements Message {}

  record Notification(McpSchema.JSONRPCNotification rpc) implements Message {}

  record Response(McpSchema.JSONRPCResponse rpc) implements Message {}

  /** No such message. */
  record Faulty(RpcError error) implements Message {}

  /** Reads one; a batch is faulty, as MCP has none since 2025-06-18. */
  static Message parse(byte[] text, Json json) {
    JsonNode node;
    try {
      node = json.mapper().readTree(text);
    } catch (JacksonException e) {
      return new Faulty(RpcError.notJson());
    }
    if (node == null || node.isMissingNode()) {
      return new Faulty(RpcError.notJson());
    }
    if (!node.isObject()) {
      return new Faulty(RpcError.invalidRequest(null, "Send one JSON-RPC message, an object."));
    }
    JsonNode id = node.get("id");
    Object requestId = id == null ? null : idOf(id);
    if (!"2.0".equals(node.path("jsonrpc").stringValue(""))) {
      return new Faulty(RpcError.invalidRequest(requestId, "The field jsonrpc has to be \"2.0\"."));
    }
    if (id != null && requestId == null) {
      return new Faulty(
          RpcError.invalidRequest(null, "The id has to be a text or a whole number."));
    }
    return node.has("method") ? call(node, requestId, json) : response(node, requestId, json);
  }

  private static @Nullable Object idOf(JsonNode id) {
    if (id.isString()) {
      return id.stringValue();
    }
    return id.isIntegralNumber() && id.canConvertToLong() ? id.longValue() : null;
  }

  private static Message call(JsonNode node, @Nullable Object id, Json json) {
    String method = node.path("method").stringValue("");
    JsonNode params = node.get("params");
    if (method.isEmpty() || (params != null && !params.isObject())) {
      return new Faulty(
          RpcError.invalidRequest(id, "The method has to be a text, and params an object."));
    }
    Object arguments = params == null ? null : json.mapper().convertValue(params, Map.class);
    if (id == null) {
      return new Notification(
          new McpSchema.JSONRPCNotification(McpSchema.JSONRPC_VERSION, method, arguments));
    }
    return paramsFit(method, params, json)
        ? new Request(
            new McpSchema.JSONRPCRequest(McpSchema.JSONRPC_VERSION, method, id, arguments))
        : new Faulty(RpcError.invalidParams(id, method));
  }

  /** The engine takes params of the wrong shape for a fault of its own, so they end here. */
  private static boolean paramsFit(String method, @Nullable JsonNode params, Json json) {
    if (params == null) {
      return !method.equals(McpSchema.METHOD_INITIALIZE)
          && !method.equals(McpSchema.METHOD_TOOLS_CALL);
    }
    if (params.has("_meta") && !params.path("_meta").isObject()) {
      return false;
    }
    return switch (method) {
      case McpSchema.METHOD_INITIALIZE -> beginningFits(params, json);
      case McpSchema.METHOD_TOOLS_CALL ->
          params.path("name").isString()
              && (!params.has("arguments") || params.path("arguments").isObject());
      case McpSchema.METHOD_TOOLS_LIST ->
          !params.hasNonNull("cursor") || params.path("cursor").isString();
      default -> true;
    };
  }

  /**
   * What clients say of themselves grows with each revision; what is known has to have its form.
   */
  private static boolean beginningFits(JsonNode params, Json json) {
    if (!params.path("protocolVersion").isString()
        || !params.path("capabilities").isObject()
        || !params.path("clientInfo").path("name").isString()
        || !params.path("clientInfo").path("version").isString()) {
      return false;
    }
    try {
      json.mapper().treeToValue(params, McpSchema.InitializeRequest.class);
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static Message response(JsonNode node, @Nullable Object id, Json json) {
    if (id == null || node.has("result") == node.has("error")) {
      return new Faulty(
          RpcError.invalidRequest(
              id, "This is neither a request, nor a notification, nor a response."));
    }
    try {
      return new Response(json.mapper().treeToValue(node, McpSchema.JSONRPCResponse.class));
    } catch (JacksonException e) {
      return new Faulty(RpcError.invalidRequest(id, "The response is not well-formed."));
    }
  }
}
