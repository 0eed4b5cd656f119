package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server's {@code /mcp}, with the key (MCP 2025-11-25 and 2026-07-28, streamable HTTP).
 * Thread-safe.
 */
final class Upstream implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A server that restarts is back within this. */
  private static final int ATTEMPTS = 12;

  private static final int PAUSE_MILLIS = 500;
  private static final int UNAUTHORIZED = 401;

  private final URI server;
  private final HeldKey key;
  private final Json json;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  Upstream(URI server, HeldKey key, Json json) {
    this.server = server;
    this.key = key;
    this.json = json;
  }

  /**
   * Sends, and waits while the server restarts: what could not connect did not arrive.
   *
   * @param body null for none
   * @param headers beside those that every request has
   * @throws Outage when there is no good key, or no server
   */
  HttpResponse<InputStream> send(
      String method, byte @Nullable [] body, Map<String, String> headers, boolean waits)
      throws Outage {
    Secret used = key.get();
    HttpResponse<InputStream> response = send(method, body, headers, used, waits);
    if (response.statusCode() != UNAUTHORIZED) {
      return response;
    }
    Secret other = key.insteadOf(used);
    if (other != null) {
      discard(response);
      response = send(method, body, headers, other, waits);
    }
    if (response.statusCode() == UNAUTHORIZED) {
      throw new Outage(sentenceOf(response) + " " + key.remedy());
    }
    return response;
  }

  private HttpResponse<InputStream> send(
      String method,
      byte @Nullable [] body,
      Map<String, String> headers,
      Secret secret,
      boolean waits)
      throws Outage {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + "/mcp"))
            .header("Authorization", "Bearer " + secret.reveal())
            .header("User-Agent", "kasava/" + Release.number())
            .header("Accept", "application/json, text/event-stream")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    return send(request.build(), waits ? ATTEMPTS : 1);
  }

  private HttpResponse<InputStream> send(HttpRequest request, int attempts) throws Outage {
    try {
      for (int left = attempts; ; left--) {
        try {
          return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
          if (left <= 1) {
            throw unreachable();
          }
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (IOException e) {
      throw new Outage(
          "The connection to "
              + server
              + " broke, so it is not known whether this was done. Look before you try again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable();
    }
  }

  private Outage unreachable() {
    return new Outage(
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
  String sentenceOf(HttpResponse<InputStream> response) {
    String usual = "The server does not accept the API key of this tool.";
    try {
      JsonNode body = json.mapper().readTree(text(response));
      return body.path("error").path("message").stringValue(usual);
    } catch (JacksonException | IOException e) {
      return usual;
    }
  }

  static String text(HttpResponse<InputStream> response) throws IOException {
    try (InputStream in = response.body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Gives up an answer that is not wanted. */
  static void discard(HttpResponse<InputStream> response) {
    close(response.body());
  }

  static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
