package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.wire.Release;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client is told while the server cannot be used, so that it connects all the same, and
 * whoever asks something of it learns what to do.
 */
final class Standby {
  private static final Map<String, Object> CAPABILITIES =
      Map.of("tools", Map.of("listChanged", true));

  private final LineWriter out;

  Standby(LineWriter out) {
    this.out = out;
  }

  void answer(Message.Request request, String why) {
    boolean isModern = RequestMetadata.isModern(request);
    switch (request.method()) {
      case "initialize" -> out.answer(request.id(), initialized(request, why));
      case "server/discover" -> out.answer(request.id(), discovered(why));
      case "ping" -> out.answer(request.id(), Map.of());
      case "tools/list" -> out.answer(request.id(), complete(isModern, tools(isModern, why)));
      case "tools/call" -> refuse(request, why);
      default -> out.refuse(request.id(), RpcError.internal(why));
    }
  }

  /** Answers a tool's call with what is in its way. */
  void refuse(Message.Request call, String why) {
    out.answer(call.id(), complete(RequestMetadata.isModern(call), refused(why)));
  }

  private static Map<String, Object> complete(boolean isModern, Map<String, Object> result) {
    if (isModern) {
      result.put("resultType", "complete");
    }
    return result;
  }

  private static Map<String, Object> server() {
    return Map.of("name", "kasava-keys", "title", "Kasava Keys", "version", Release.number());
  }

  private static String instructions(String why) {
    return "Kasava Keys manages API keys, but cannot be used yet: "
        + why
        + " Tell the person. Then whoami, or any other tool, tries again.";
  }

  private static Map<String, Object> initialized(Message.Request request, String why) {
    String wished = request.params().path("protocolVersion").stringValue("");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(
        "protocolVersion",
        LegacyLane.PROTOCOL_VERSIONS.contains(wished)
            ? wished
            : LegacyLane.PROTOCOL_VERSIONS.getLast());
    result.put("capabilities", CAPABILITIES);
    result.put("serverInfo", server());
    result.put("instructions", instructions(why));
    return result;
  }

  private static Map<String, Object> discovered(String why) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("supportedVersions", List.of(ModernLane.PROTOCOL_VERSION));
    result.put("capabilities", CAPABILITIES);
    result.put("instructions", instructions(why));
    result.put("ttlMs", 0);
    result.put("cacheScope", "private");
    result.put("resultType", "complete");
    result.put("_meta", Map.of("io.modelcontextprotocol/serverInfo", server()));
    return result;
  }

  private static Map<String, Object> tools(boolean isModern, String why) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(
        "tools",
        List.of(
            Map.of(
                "name",
                "whoami",
                "title",
                "Who am I",
                "description",
                "Says which key and server are in use. " + instructions(why),
                "inputSchema",
                Map.of("type", "object", "properties", Map.of(), "additionalProperties", false),
                "annotations",
                Map.of("readOnlyHint", true, "openWorldHint", false))));
    if (isModern) {
      result.put("ttlMs", 0);
      result.put("cacheScope", "private");
    }
    return result;
  }

  private static Map<String, Object> refused(String why) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("content", List.of(Map.of("type", "text", "text", why)));
    result.put("isError", true);
    return result;
  }
}
