package dev.kasava.keys.bench;

import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server that speaks MCP, and how the tool {@code whoami} is called there. */
final class McpTarget {
  private static final Json JSON = new Json();
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}\
      """;
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"TOOL","arguments":{}}}\
      """;
  private static final String MODERN_CALL =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},\
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientCapabilities":{},\
      "io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"}}}}\
      """;

  /** A request as it is sent again and again. */
  record Request(Map<String, String> headers, String body) {}

  private final String address;
  private final @Nullable String secret;
  private final HttpClient client;

  /**
   * @param secret null where none is asked for
   */
  McpTarget(String address, @Nullable String secret) {
    this(address, secret, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  McpTarget(String address, @Nullable String secret, HttpClient client) {
    this.address = address;
    this.secret = secret;
    this.client = client;
  }

  String address() {
    return address;
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    if (secret != null) {
      headers.put("Authorization", "Bearer " + secret);
    }
    return headers;
  }

  /** Opens sessions, and answers the call of each. */
  List<Request> legacyCalls(String tool, int sessions) throws IOException, InterruptedException {
    List<Request> calls = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      calls.add(new Request(begin(), CALL.replace("TOOL", tool)));
    }
    return calls;
  }

  /** Opens a session, and answers the headers of its requests. */
  Map<String, String> begin() throws IOException, InterruptedException {
    HttpResponse<String> begun = send(headers(), INITIALIZE, 200);
    Map<String, String> headers = headers();
    headers.put("Mcp-Session-Id", begun.headers().firstValue("Mcp-Session-Id").orElseThrow());
    headers.put("MCP-Protocol-Version", "2025-11-25");
    send(headers, INITIALIZED, 202);
    return headers;
  }

  /** The call as requests of the newer era have it, which need no session. */
  List<Request> modernCalls() {
    Map<String, String> headers = headers();
    headers.put("MCP-Protocol-Version", "2026-07-28");
    headers.put("Mcp-Method", "tools/call");
    headers.put("Mcp-Name", "whoami");
    return List.of(new Request(headers, MODERN_CALL));
  }

  /** The call for a server that does not look at it. */
  List<Request> bareCalls() {
    return List.of(new Request(headers(), CALL));
  }

  /** The tool's answer, as the peers are to give it. */
  String answer(Request call) throws IOException, InterruptedException {
    JsonNode result = JSON.mapper().readTree(send(call).body()).path("result");
    Map<String, JsonNode> answer = new LinkedHashMap<>();
    answer.put("content", result.path("content"));
    answer.put("structuredContent", result.path("structuredContent"));
    return JSON.text(answer);
  }

  /** How long an answer is, that has to be there. */
  int check(Request call) throws IOException, InterruptedException {
    String body = send(call).body();
    if (!body.contains("structuredContent") || !body.contains("You act for")) {
      throw new IllegalStateException("this is not the answer: " + body);
    }
    return body.length();
  }

  HttpResponse<String> send(Request request) throws IOException, InterruptedException {
    return send(request.headers(), request.body(), 200);
  }

  private HttpResponse<String> send(Map<String, String> headers, String body, int expected)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/mcp"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(
          address + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }
}
