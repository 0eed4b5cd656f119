package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor.Unclear;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A session of the older era on the server, begun anew when the server forgot it, without the
 * client's noticing. Thread-safe.
 */
final class LegacyLink {
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int PAUSE_MILLIS = 500;
  private static final int LONGEST_PAUSE_MILLIS = 16_000;

  private static final byte[] INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
          .getBytes(StandardCharsets.US_ASCII);

  /** A session as the server knows it. */
  record Session(String id, String version) {
    Map<String, String> headers() {
      return Map.of(SESSION_ID, id, RequestMetadata.PROTOCOL_VERSION, version);
    }
  }

  private final Upstream upstream;
  private final Json json;
  private final Consumer<String> heard;
  private final byte[] initialize;
  private @Nullable Session session;
  private volatile boolean isOver;

  /**
   * @param initialize the client's own request, to be sent again as often as needed
   * @param heard takes what the server says of its own accord
   */
  LegacyLink(Upstream upstream, Json json, byte[] initialize, Consumer<String> heard) {
    this.upstream = upstream;
    this.json = json;
    this.heard = heard;
    this.initialize = initialize;
  }

  /**
   * Begins by asking the server, and answers what it says to {@code initialize}: first of all a
   * client waits for that. {@link #confirm} is the rest.
   */
  synchronized byte[] open() throws Outage {
    session = null;
    Reply reply = upstream.send("POST", initialize, Map.of(), true);
    byte[] answer = answer(reply);
    String id = reply.header(SESSION_ID);
    String version = versionIn(answer);
    if (id == null || version == null) {
      throw upstream.notOurs();
    }
    session = new Session(id, version);
    return answer;
  }

  private @Nullable String versionIn(byte[] answer) throws Outage {
    try {
      return Opening.versionIn(answer);
    } catch (Unclear e) {
      try {
        JsonNode result = json.mapper().readTree(answer).path("result");
        return result.isObject() ? result.path("protocolVersion").stringValue("2025-11-25") : null;
      } catch (JacksonException wrong) {
        throw upstream.notOurs();
      }
    }
  }

  /** Tells the server that it was heard, and hears it from now on. */
  synchronized void confirm() throws Outage {
    Session begun = session;
    if (begun != null) {
      session = null;
      upstream.send("POST", INITIALIZED, begun.headers(), true).discard();
      session = begun;
      // None of Java's own, for the sake of the end; see the bridge.
      Thread.ofPlatform().name("listening").daemon().start(() -> listen(begun));
    }
  }

  /** The session; begun when there is none. */
  synchronized Session session() throws Outage {
    Session known = session;
    return known == null ? begun() : known;
  }

  /** Whether there is a session, or was one that the server may have forgotten. */
  synchronized boolean hasBegun() {
    return session != null;
  }

  /** Another session than one that the server forgot. */
  synchronized Session insteadOf(Session forgotten) throws Outage {
    Session known = session;
    return known == null || known.equals(forgotten) ? begun() : known;
  }

  private Session begun() throws Outage {
    open();
    confirm();
    return Objects.requireNonNull(session);
  }

  private byte[] answer(Reply response) throws Outage {
    if (response.status() == TOO_MANY_REQUESTS) {
      throw new Outage(upstream.sentenceOf(response));
    }
    if (response.status() != OK) {
      response.discard();
      throw upstream.notOurs();
    }
    try {
      if (!response.isStream()) {
        return response.bytes();
      }
      try (Events events = new Events(response.body())) {
        String text = events.next();
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw upstream.notOurs();
    }
  }

  /** Hears what the server says of its own accord, for as long as this is the session. */
  private void listen(Session mine) {
    int pause = PAUSE_MILLIS;
    try {
      while (!isOver && isCurrent(mine)) {
        try {
          Reply response = upstream.send("GET", null, mine.headers(), false);
          if (response.status() != OK || !response.isStream()) {
            response.discard();
            return;
          }
          pause = PAUSE_MILLIS;
          hear(response);
        } catch (Outage e) {
          if (!e.isPassing()) {
            return;
          }
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(Reply response) {
    try (Events events = new Events(response.body())) {
      for (String data = events.next(); data != null; data = events.next()) {
        heard.accept(data);
      }
    } catch (IOException e) {
      // The stream broke; it is opened again while the session is there.
    }
  }

  private synchronized boolean isCurrent(Session mine) {
    Session current = session;
    return current != null && current.id().equals(mine.id());
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
        upstream.send("DELETE", null, last.headers(), false).discard();
      } catch (Outage e) {
        // It forgets by itself.
      }
    }
  }
}
