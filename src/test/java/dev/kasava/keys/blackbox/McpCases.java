package dev.kasava.keys.blackbox;

import dev.kasava.keys.fixture.RawHttp.Answer;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Messages to {@code /mcp}. */
final class McpCases {
  private static final String POST = "POST /mcp HTTP/1.1";
  private static final String ACCEPT = "Accept: application/json, text/event-stream";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"black"
          + " box\",\"version\":\"1\"}}}";

  private McpCases() {}

  static List<Case> all() {
    return new Cases("MCP")
        .add(
            "no key", "401", target -> target.seen(target.posting(POST, PING, Target.JSON, ACCEPT)))
        .add("a batch", "400 error -32600", target -> posted(target, "[" + PING + "]"))
        .add("no JSON", "400 error -32700", target -> posted(target, "{"))
        .add(
            "an id that is null",
            "400 error -32600",
            target -> posted(target, PING.replace("1,", "null,")))
        .add(
            "a field twice",
            "400 error -32700",
            target -> posted(target, PING.replace("\"id\":1", "\"id\":1,\"id\":2")))
        .add(
            "a member in another case",
            "400 error -32600",
            target -> posted(target, PING.replace("method", "Method")))
        .add(
            "JSON 5,000 deep",
            "400",
            target -> posted(target, "[".repeat(5_000) + "]".repeat(5_000)))
        .add(
            "a body over the limit",
            "413",
            target -> posted(target, "\"" + "a".repeat(5_000_000) + "\""))
        .add(
            "a session that was guessed",
            "404",
            target -> posted(target, PING, "Mcp-Session-Id: 00000000-0000-4000-8000-000000000000"))
        .add("a session of another key", "404", McpCases::stolen)
        .add(
            "a session without a key",
            "401",
            target -> {
              String session = "Mcp-Session-Id: " + begin(target);
              return target.seen(target.posting(POST, PING, Target.JSON, ACCEPT, session));
            })
        .add(
            "a header that contradicts the body",
            "400",
            target ->
                posted(
                    target,
                    modern("tools/list"),
                    "MCP-Protocol-Version: 2026-07-28",
                    "Mcp-Method: tools/call"))
        .add(
            "a version that contradicts the body",
            "400",
            target ->
                posted(
                    target,
                    modern("tools/list"),
                    "MCP-Protocol-Version: 2025-06-18",
                    "Mcp-Method: tools/list"))
        .add(
            "a version that there is not",
            "400",
            target -> posted(target, PING, "MCP-Protocol-Version: 1999-01-01"))
        .add(
            "a request state that was made up",
            "400 or 200",
            target ->
                posted(
                    target,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"delete_api_key\","
                        + "\"arguments\":{\"id\":\"key_0000000000000000000000\"},\"requestState\":\"AAAA\","
                        + "\"inputResponses\":{},\"_meta\":"
                        + META
                        + "}}",
                    "MCP-Protocol-Version: 2026-07-28",
                    "Mcp-Method: tools/call",
                    "Mcp-Name: delete_api_key"))
        .add(
            "a tool that there is not",
            "400 or 200 error -32602",
            target ->
                posted(
                    target,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"reveal\"}}"))
        .all();
  }

  private static final String META =
      "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"black box\",\"version\":\"1\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private static String modern(String method) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
        + method
        + "\",\"params\":{\"_meta\":"
        + META
        + "}}";
  }

  private static String posted(Target target, String body, String... headers) {
    String[] all = new String[headers.length + 3];
    all[0] = Target.KEY;
    all[1] = Target.JSON;
    all[2] = ACCEPT;
    System.arraycopy(headers, 0, all, 3, headers.length);
    return target.seen(target.posting(POST, body, all));
  }

  private static String begin(Target target) {
    Answer answer = target.call("POST", "/mcp", INITIALIZE, Target.KEY, Target.JSON, ACCEPT);
    return answer.header("Mcp-Session-Id").orElseThrow();
  }

  private static String stolen(Target target) {
    JsonNode other = target.create("Black box, another client");
    try {
      String session = "Mcp-Session-Id: " + begin(target);
      String key = "X-API-Key: " + other.path("secret").stringValue();
      return target.seen(target.posting(POST, PING, key, Target.JSON, ACCEPT, session));
    } finally {
      target.delete(other);
    }
  }
}
