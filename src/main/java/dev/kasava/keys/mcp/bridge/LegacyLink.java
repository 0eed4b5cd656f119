package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session of the older era on the server, begun anew when the server forgot it, without the
 * client's noticing. Thread-safe.
 */
final class LegacyLink {
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int PAUSE_MILLIS = 1_000;

  /**
   * A session as the server knows it.
   *
   * @param answer what it said to initialize
   */
  record Session(String id, String version, JsonNode answer) {
    Map<String, String> headers() {
      return Map.of(SESSION_ID, id, RequestMetadata.PROTOCOL_VERSION, version);
    }
  }

  private final Upstream upstream;
  private final Json json;
  private final Consumer<String> heard;
  private final ObjectNode initialize;
  private @Nullable Session session;
  private volatile boolean isOver;

  /**
   * @param initialize the client's own message, to be sent again as often as needed
   * @param heard takes what the server says of its own accord
   */
  LegacyLink(Upstream upstream, Json json, Message.Request initialize, Consumer<String> heard) {
    this.upstream = upstream;
    this.json = json;
    this.heard = heard;
    this.initialize = json.mapper().createObjectNode();
    this.initialize.put("jsonrpc", "2.0");
    this.initialize.put("id", "kasava-bridge");
    this.initialize.put("method", initialize.method());
    this.initialize.set("params", initialize.params());
  }

  /** The session; begun when there is none. */
  synchronized Session session() throws Outage {
    Session known = session;
    return known == null ? begin() : known;
  }

  /** Whether there is a session, or was one that the server may have forgotten. */
  synchronized boolean hasBegun() {
    return session != null;
  }

  /** Another session than one that the server forgot. */
  synchronized Session insteadOf(Session forgotten) throws Outage {
    Session known = session;
    return known == null || known.equals(forgotten) ? begin() : known;
  }

  private Session begin() throws Outage {
    session = null;
    HttpResponse<InputStream> response =
        upstream.send("POST", json.bytes(initialize), Map.of(), true);
    JsonNode answer = answer(response);
    String id = response.headers().firstValue(SESSION_ID).orElse(null);
    if (id == null || !answer.path("result").isObject()) {
      throw upstream.notOurs();
    }
    Session begun =
        new Session(
            id,
            answer.path("result").path("protocolVersion").stringValue("2025-11-25"),
            answer.path("result"));
    ObjectNode ready = json.mapper().createObjectNode();
    ready.put("jsonrpc", "2.0").put("method", "notifications/initialized");
    Upstream.discard(upstream.send("POST", json.bytes(ready), begun.headers(), true));
    session = begun;
    Thread.ofVirtual().start(() -> listen(begun));
    return begun;
  }

  private JsonNode answer(HttpResponse<InputStream> response) throws Outage {
    if (response.statusCode() == TOO_MANY_REQUESTS) {
      throw new Outage(upstream.sentenceOf(response));
    }
    if (response.statusCode() != OK) {
      Upstream.discard(response);
      throw upstream.notOurs();
    }
    try {
      String text;
      if (isStream(response)) {
        try (Events events = new Events(response.body())) {
          text = events.next();
        }
      } else {
        text = Upstream.text(response);
      }
      return json.mapper().readTree(text == null ? "" : text);
    } catch (IOException | JacksonException e) {
      throw upstream.notOurs();
    }
  }

  static boolean isStream(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("text/event-stream"))
        .isPresent();
  }

  /** Hears what the server says of its own accord, for as long as this is the session. */
  private void listen(Session mine) {
    while (!isOver && isCurrent(mine)) {
      try {
        HttpResponse<InputStream> response = upstream.send("GET", null, mine.headers(), true);
        if (response.statusCode() != OK || !isStream(response)) {
          Upstream.discard(response);
          return;
        }
        try (Events events = new Events(response.body())) {
          for (String data = events.next(); data != null; data = events.next()) {
            heard.accept(data);
          }
        }
        Thread.sleep(PAUSE_MILLIS);
      } catch (IOException e) {
        // The stream broke; it is opened again while the session is there.
      } catch (Outage e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean isCurrent(Session mine) {
    return mine.equals(session);
  }

  /** Tells the server that nobody is there any more. */
  void end() {
    isOver = true;
    Session last;
    synchronized (this) {
      last = session;
      session = null;
    }
    if (last != null) {
      try {
        Upstream.discard(upstream.send("DELETE", null, last.headers(), false));
      } catch (Outage e) {
        // It forgets by itself.
      }
    }
  }
}
