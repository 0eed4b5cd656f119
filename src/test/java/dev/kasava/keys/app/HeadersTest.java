package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.rest.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every answer of every door carries for the browser that may have asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HeadersTest {
  /** Assets under the name of their content, and the public keys, are the same for everybody. */
  private static final List<String> CACHING =
      List.of(
          "no-store", "no-cache", "public, max-age=31536000, immutable", "public, max-age=3600");

  private TestServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  Stream<String> routes() {
    HttpDoors doors =
        new HttpDoors(server.installation().get(), server::url, List.of(), LegacyLane.PATIENCE);
    List<Routes.Route> routes = doors.routes(new Metrics()).all();
    assertThat(routes).hasSizeGreaterThan(50);
    return Stream.concat(
        routes.stream().map(route -> route.method() + " " + route.template()),
        Stream.of("GET /", "GET /nowhere", "PUT /healthz", "TRACE /healthz"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void isNothingThatABrowserCouldBeTrickedWith(String route) throws Exception {
    String secret = server.installation().firstKey().secret().reveal();
    check(route);
    check(route, "X-API-Key", secret);
    check(route, "X-API-Key", secret, "Content-Type", "application/json");
  }

  private void check(String route, String... headers) throws IOException, InterruptedException {
    String[] parts = route.split(" ");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + parts[1].replaceAll("\\{[a-z]+}", "x")))
            .timeout(Duration.ofSeconds(20))
            .method(parts[0], HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    // Some doors stream for as long as they are listened to.
    answer.body().close();
    assertThat(answer.statusCode()).isLessThan(500);
    check(answer.headers());
  }

  private static void check(HttpHeaders headers) {
    assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
    assertThat(headers.allValues("x-frame-options")).containsExactly("DENY");
    assertThat(headers.allValues("referrer-policy")).containsExactly("same-origin");
    assertThat(headers.allValues("cache-control"))
        .singleElement()
        .satisfies(value -> assertThat(value).isIn(CACHING));
    if (headers.firstValue("content-type").orElse("").startsWith("text/html")) {
      assertThat(headers.firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe");
    }
    assertThat(headers.allValues("set-cookie"))
        .allMatch(cookie -> cookie.contains("; HttpOnly; SameSite=Strict"));
    assertThat(headers.map().keySet())
        .doesNotContain("server", "x-powered-by", "access-control-allow-credentials");
    assertThat(headers.allValues("access-control-allow-origin")).doesNotContain("null");
  }
}
