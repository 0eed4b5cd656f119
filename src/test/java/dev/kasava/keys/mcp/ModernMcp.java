package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of revision 2026-07-28, one request at a time. */
final class ModernMcp {
  static final String VERSION = "2026-07-28";
  static final String PREFIX = "io.modelcontextprotocol/";
  static final String EVERYTHING = "{\"elicitation\":{\"form\":{},\"url\":{}}}";
  private static final int SECONDS = 15;

  private final RawMcp raw;
  private final String key;
  private final String capabilities;
  private final Json json = new Json();
  private int lastId;

  ModernMcp(RawMcp raw, Secret key, String capabilities) {
    this(raw, key.reveal(), capabilities);
  }

  ModernMcp(RawMcp raw, String key, String capabilities) {
    this.raw = raw;
    this.key = key;
    this.capabilities = capabilities;
  }

  ModernMcp(RawMcp raw, Secret key) {
    this(raw, key, "{}");
  }

  RawMcp.Answer call(String tool, String arguments) {
    return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** The same call again, with the reply to its only question. */
  RawMcp.Answer reply(String tool, String arguments, JsonNode asking, String reply) {
    ObjectNode params = params("{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    params.put("requestState", asking.path("requestState").stringValue(""));
    params
        .putObject("inputResponses")
        .set(
            asking.path("inputRequests").propertyNames().iterator().next(),
            json.mapper().readTree(reply));
    return ask("tools/call", params);
  }

  RawMcp.Answer ask(String method, String params) {
    return ask(method, params(params));
  }

  RawMcp.Answer ask(String method, ObjectNode params) {
    return raw.post(body(method, params), headers(method, params));
  }

  /** The result of a request that has to have one. */
  JsonNode result(String method, String params) {
    RawMcp.Answer answer = ask(method, params);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode result = answer.json().path("result");
    assertThat(result.isObject()).as(answer.body()).isTrue();
    return result;
  }

  ObjectNode params(String params) {
    return (ObjectNode) json.mapper().readTree(params);
  }

  String body(String method, ObjectNode params) {
    ObjectNode meta =
        params.path("_meta").isObject()
            ? (ObjectNode) params.get("_meta")
            : params.putObject("_meta");
    meta.put(PREFIX + "protocolVersion", VERSION);
    meta.set(PREFIX + "clientCapabilities", json.mapper().readTree(capabilities));
    meta.putObject(PREFIX + "clientInfo").put("name", "modern").put("version", "1");
    ObjectNode message = json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0").put("id", ++lastId).put("method", method).set("params", params);
    return json.text(message);
  }

  Map<String, String> headers(String method, ObjectNode params) {
    Map<String, String> headers = new LinkedHashMap<>(RawMcp.headers(key, null));
    headers.put("MCP-Protocol-Version", VERSION);
    headers.put("Mcp-Method", method);
    JsonNode name = params.path(method.equals("resources/read") ? "uri" : "name");
    if (name.isString()) {
      headers.put("Mcp-Name", name.stringValue());
    }
    return headers;
  }

  /** An open stream of messages. */
  final class Stream implements AutoCloseable {
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final InputStream body;
    private volatile boolean hasEnded;

    private Stream(InputStream body) {
      this.body = body;
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data:")) {
            messages.add(json.mapper().readTree(line.substring(5)));
          }
        }
      } catch (IOException e) {
        // Closed by one of both.
      }
      hasEnded = true;
      messages.add(json.mapper().createObjectNode());
    }

    /** The next message; an empty object when the stream ended. */
    JsonNode next() {
      try {
        JsonNode message = messages.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(message).as("nothing came").isNotNull();
        return message;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    boolean hasEnded() {
      return hasEnded;
    }

    int waiting() {
      return messages.size();
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Opens a subscription, of which nothing was read yet. */
  Stream listen(String notifications) {
    ObjectNode params = params("{\"notifications\":" + notifications + "}");
    String body = body("subscriptions/listen", params);
    var response = raw.stream("POST", body, headers("subscriptions/listen", params));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new Stream(response.body());
  }

  /** The stream on which a session of the older era hears of changes. */
  Stream listening(java.net.http.HttpResponse<InputStream> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    return new Stream(response.body());
  }
}
