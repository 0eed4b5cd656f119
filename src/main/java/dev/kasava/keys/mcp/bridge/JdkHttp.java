package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.remote.Clients;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** HTTP by the JDK's own client: TLS, proxies, and connections that stay open. */
final class JdkHttp implements Carrier {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final URI server;
  private final HttpClient client;

  JdkHttp(URI server) {
    this.server = server;
    this.client =
        Clients.to(server).version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  }

  @Override
  public Reply send(String method, String path, Map<String, String> headers, byte @Nullable [] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    HttpResponse<InputStream> response = send(request.build());
    Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> answered.put(name, values.getFirst()));
    return new Reply(response.statusCode(), answered, response.body());
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException e) {
      throw new ConnectException("connecting took too long");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
