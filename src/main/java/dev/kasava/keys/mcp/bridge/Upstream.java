package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Unreachable;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server's {@code /mcp}, with the key (MCP 2025-11-25 and 2026-07-28, streamable HTTP).
 * Thread-safe.
 */
final class Upstream implements AutoCloseable {
  /** A server that starts or restarts takes connections within this. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int PAUSE_MILLIS = 200;
  private static final int UNAUTHORIZED = 401;

  private final URI server;
  private final HeldKey key;
  private final Json json;
  private final Carrier carrier;
  private final Duration patience;
  private final LongSupplier nanos;
  private boolean isDown;
  private long downSince;

  Upstream(URI server, HeldKey key, Json json) {
    this(server, key, json, Carrier.to(server), PATIENCE, System::nanoTime);
  }

  /**
   * @param patience how long all requests together wait for a server that takes no connections
   * @param nanos a time that only ever goes on
   */
  Upstream(
      URI server, HeldKey key, Json json, Carrier carrier, Duration patience, LongSupplier nanos) {
    this.server = server;
    this.key = key;
    this.json = json;
    this.carrier = carrier;
    this.patience = patience;
    this.nanos = nanos;
  }

  /**
   * Sends, and waits while the server restarts: what could not connect did not arrive. Once that
   * takes too long, nobody waits until the server was reached again.
   *
   * @param body null for none
   * @param headers beside those that every request has
   * @throws Outage when there is no good key, or no server
   */
  Reply send(String method, byte @Nullable [] body, Map<String, String> headers, boolean waits)
      throws Outage {
    Secret used = key.get();
    Reply response = send(method, body, headers, used, waits);
    if (response.status() != UNAUTHORIZED) {
      return response;
    }
    Secret other = key.insteadOf(used);
    if (other != null) {
      response.discard();
      response = send(method, body, headers, other, waits);
    }
    if (response.status() == UNAUTHORIZED) {
      throw new Outage(sentenceOf(response) + " " + key.remedy());
    }
    return response;
  }

  private Reply send(
      String method,
      byte @Nullable [] body,
      Map<String, String> headers,
      Secret secret,
      boolean waits)
      throws Outage {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Authorization", "Bearer " + secret.reveal());
    all.put("User-Agent", "kasava/" + Release.number());
    all.put("Accept", "application/json, text/event-stream");
    if (body != null) {
      all.put("Content-Type", "application/json");
    }
    try {
      while (true) {
        try {
          Reply reply = carrier.send(method, "/mcp", all, body);
          reached();
          return reply;
        } catch (ConnectException e) {
          if (!waits || isGivenUp()) {
            throw unreachable();
          }
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (SSLHandshakeException e) {
      Unreachable why = Unreachable.of(server, e);
      throw Outage.ofConnection(
          why.what() + " For the person: " + why.advice() + " Then start this tool again.");
    } catch (IOException e) {
      throw Outage.ofConnection(
          "The connection to "
              + server
              + " broke, so it is not known whether this was done. Look before you try again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable();
    }
  }

  private synchronized void reached() {
    isDown = false;
  }

  /** Whether nobody has taken a connection for longer than a restart takes. */
  private synchronized boolean isGivenUp() {
    long now = nanos.getAsLong();
    if (!isDown) {
      isDown = true;
      downSince = now;
    }
    return now - downSince >= patience.toNanos();
  }

  private Outage unreachable() {
    return Outage.ofConnection(
        "The Kasava Keys server "
            + server
            + " cannot be reached. The person has to start it (kasava serve) or to check its"
            + " address (kasava status).");
  }

  /** What answered is none of ours. */
  Outage notOurs() {
    return new Outage(
        "What answers at "
            + server
            + " is no Kasava Keys server. The person has to check its address (kasava status).");
  }

  /** Why the server refused, in its own words where it has some. */
  String sentenceOf(Reply response) {
    String usual = "The server does not accept the API key of this tool.";
    try {
      JsonNode body = json.mapper().readTree(response.text());
      return body.path("error").path("message").stringValue(usual);
    } catch (JacksonException | IOException e) {
      return usual;
    }
  }

  @Override
  public void close() {
    carrier.close();
  }
}
