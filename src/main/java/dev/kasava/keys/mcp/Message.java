package dev.kasava.keys.mcp;

import dev.kasava.keys.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC message from a client (jsonrpc.org/specification; MCP, basic protocol). */
public sealed interface Message {
  /**
   * @param id a text or a whole number
   * @param params empty when there are none
   */
  record Request(Object id, String method, ObjectNode params) implements Message {}

  record Notification(String method, ObjectNode params) implements Message {
    /** The id of the request that it cancels; null when it cancels none. */
    public @Nullable Object cancelledId() {
      return method.equals("notifications/cancelled") ? idOf(params.path("requestId")) : null;
    }
  }

  /**
   * The answer to a request that was sent to the client.
   *
   * @param result null when the client answered with an error
   */
  record Response(Object id, @Nullable JsonNode result) implements Message {}

  /**
   * No such message.
   *
   * @param id of what may have been a request; null when it could not be told
   */
  record Faulty(@Nullable Object id, RpcError error) implements Message {}

  /** It is said again in the answer, and in everything that a subscription is told. */
  int LONGEST_ID = 256;

  /** Reads one; a batch is faulty, as MCP has none since 2025-06-18. */
  static Message parse(byte[] text, Json json) {
    JsonNode node;
    try {
      node = json.mapper().readTree(text);
    } catch (JacksonException e) {
      return new Faulty(null, RpcError.notJson());
    }
    if (node == null || node.isMissingNode()) {
      return new Faulty(null, RpcError.notJson());
    }
    return node instanceof ObjectNode object
        ? parse(object, json)
        : new Faulty(null, RpcError.invalidRequest("Send one JSON-RPC message, an object."));
  }

  private static Message parse(ObjectNode message, Json json) {
    JsonNode id = message.get("id");
    Object known = id == null ? null : idOf(id);
    if (!"2.0".equals(message.path("jsonrpc").stringValue(""))) {
      return new Faulty(known, RpcError.invalidRequest("The field jsonrpc has to be \"2.0\"."));
    }
    if (id != null && known == null) {
      return new Faulty(
          null,
          RpcError.invalidRequest(
              "The id has to be a whole number, or a text of at most "
                  + LONGEST_ID
                  + " characters."));
    }
    return message.has("method") ? call(message, known, json) : response(message, known);
  }

  private static @Nullable Object idOf(JsonNode id) {
    if (id.isString()) {
      return id.stringValue().length() <= LONGEST_ID ? id.stringValue() : null;
    }
    return id.isIntegralNumber() && id.canConvertToLong() ? id.longValue() : null;
  }

  private static Message call(ObjectNode message, @Nullable Object id, Json json) {
    String method = message.path("method").stringValue("");
    JsonNode params = message.get("params");
    if (method.isEmpty() || (params != null && !params.isObject())) {
      return new Faulty(
          id, RpcError.invalidRequest("The method has to be a text, and params an object."));
    }
    ObjectNode given =
        params instanceof ObjectNode object ? object : json.mapper().createObjectNode();
    if (given.has("_meta") && !given.path("_meta").isObject()) {
      return new Faulty(id, RpcError.invalidParams("The field _meta has to be an object."));
    }
    return id == null ? new Notification(method, given) : new Request(id, method, given);
  }

  private static Message response(ObjectNode message, @Nullable Object id) {
    JsonNode error = message.get("error");
    if (id == null
        || message.has("result") == (error != null)
        || (error != null && !error.path("code").isIntegralNumber())) {
      return new Faulty(
          id,
          RpcError.invalidRequest(
              "This is neither a request, nor a notification, nor a response."));
    }
    return new Response(id, message.get("result"));
  }
}
