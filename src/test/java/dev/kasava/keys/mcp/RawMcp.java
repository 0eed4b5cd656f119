package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client that sends whatever it is told to. */
final class RawMcp implements AutoCloseable {
  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}\
      """;
  static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  /** What came back. */
  record Answer(int status, String body, HttpResponse<?> response) {
    JsonNode json() {
      return new Json().mapper().readTree(body);
    }

    int errorCode() {
      return json().path("error").path("code").intValue(0);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI endpoint;

  RawMcp(String serverUrl) {
    this.endpoint = URI.create(serverUrl + "/mcp");
  }

  /** The headers that a request with this key usually has; a null session leaves its header out. */
  static Map<String, String> headers(Secret key, @Nullable String session) {
    return headers(key.reveal(), session);
  }

  static Map<String, String> headers(String key, @Nullable String session) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer " + key);
    headers.put("Accept", "application/json, text/event-stream");
    headers.put("Content-Type", "application/json");
    if (session != null) {
      headers.put("Mcp-Session-Id", session);
    }
    return headers;
  }

  /** Begins a session. */
  String begin(Secret key) {
    Answer answer = post(INITIALIZE, headers(key, null));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    String session = answer.header("Mcp-Session-Id");
    assertThat(session).isNotEmpty();
    return session;
  }

  Answer post(String body, Secret key, String session) {
    return post(body, headers(key, session));
  }

  Answer post(String body, Map<String, String> headers) {
    return send("POST", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer send(String method, byte[] body, Map<String, String> headers) {
    HttpResponse<byte[]> response =
        exchange(request(method, body, headers), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
  }

  /** Opens the stream on which the server speaks first. */
  HttpResponse<java.io.InputStream> listen(Secret key, String session) {
    return exchange(
        request("GET", new byte[0], headers(key, session)),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  /** A request whose answer is read while it comes. */
  HttpResponse<java.io.InputStream> stream(
      String method, String body, Map<String, String> headers) {
    return exchange(
        request(method, body.getBytes(StandardCharsets.UTF_8), headers),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest request(String method, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .method(
                method,
                body.length == 0 && !method.equals("POST")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request.build();
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
