package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL database, asked over HTTP in turns: limits hold over both. */
final class LimitsOverNodesTest {
  private static final String AUTH = "/api/v1/auth";
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}\
      """;

  private final List<Installation> nodes = new ArrayList<>();
  private final List<HttpService> services = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private Secret first;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    Choices choices = new Choices(null, Postgres.newDatabase(), Choices.GRACE);
    Installation one = node(folder.resolve("one"), choices, Map.of());
    first = one.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow().secret();
    String pepper = Files.readString(one.folder().path().resolve("pepper"));
    node(folder.resolve("two"), choices, Map.of("KASAVA_PEPPER", pepper));
  }

  private Installation node(Path folder, Choices choices, Map<String, String> environment) {
    Installation node =
        Installation.initialise(
            new DataFolder(folder), choices, environment, InstantSource.system());
    nodes.add(node);
    services.add(HttpService.start(node, new HttpService.Options("127.0.0.1", 0, null)));
    return node;
  }

  @AfterEach
  void stop() {
    client.close();
    services.forEach(HttpService::close);
    nodes.forEach(Installation::close);
  }

  private Issue.Claimed limited(long requests, Duration window) {
    Installation node = nodes.getFirst();
    Grant grant =
        ((Verdict.Accepted) node.authenticator().verify(first.reveal(), List.of())).grant();
    Caller caller = Caller.holding(grant, Client.KASAVA, Door.CLI);
    return (Issue.Claimed)
        done(
            node.verbs()
                .create()
                .create(
                    caller,
                    new CreateKey.Request(
                        "Limited " + requests + " " + window,
                        null,
                        null,
                        true,
                        new RateLimit(requests, window),
                        null)));
  }

  private HttpRequest.Builder request(int node, String path, Secret key) {
    return HttpRequest.newBuilder(URI.create(services.get(node).address() + path))
        .header("X-API-Key", key.reveal());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> auth(int node, Secret key) throws Exception {
    return send(request(node, AUTH, key));
  }

  private HttpResponse<String> initialize(int node, Secret key) throws Exception {
    return send(
        request(node, "/mcp", key)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE)));
  }

  private HttpResponse<String> verify(int node, Secret key) throws Exception {
    return send(
        request(node, "/api/v1/keys/verify", first)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + key.reveal() + "\"}")));
  }

  @Test
  void ofManyAtOnceExactlyTheLimitPasses() throws Exception {
    Secret key = limited(60, Duration.ofHours(1)).secret();
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        int node = i % 2;
        answers.add(threads.submit(() -> auth(node, key).statusCode()));
      }
    }
    int passed = 0;
    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isIn(204, 403);
      passed += answer.get() == 204 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(60);
    HttpResponse<String> refused = auth(0, key);
    assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).contains("r=0;t=3");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void everyDoorAtEveryNodeTakesFromTheSameWindow() throws Exception {
    Secret key = limited(8, Duration.ofHours(1)).secret();
    for (int round = 0; round < 2; round++) {
      int node = round;
      HttpResponse<String> auth = auth(node, key);
      assertThat(auth.statusCode()).isEqualTo(204);
      assertThat(auth.headers().firstValue("RateLimit").orElseThrow())
          .startsWith("\"key\";r=" + (7 - 4 * round) + ";t=");
      assertThat(send(request(1 - node, "/api/v1/me", key)).statusCode()).isEqualTo(200);
      assertThat(verify(node, key).body())
          .contains("\"valid\":true", "\"remaining\":" + (5 - 4 * round));
      HttpResponse<String> mcp = initialize(1 - node, key);
      assertThat(mcp.statusCode()).as(mcp.body()).isEqualTo(200);
    }
    for (int node = 0; node < 2; node++) {
      assertThat(auth(node, key).statusCode()).isEqualTo(403);
      assertThat(send(request(node, "/api/v1/me", key)).statusCode()).isEqualTo(429);
      assertThat(verify(node, key).body()).contains("rate_limited");
      assertThat(initialize(node, key).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void aWindowThatIsOverBeginsAnewForAllNodes() throws Exception {
    Secret key = limited(3, Duration.ofSeconds(1)).secret();
    for (int window = 0; window < 2; window++) {
      int passed = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (passed < 3 && System.nanoTime() < end) {
        passed += auth(passed % 2, key).statusCode() == 204 ? 1 : 0;
      }
      assertThat(passed).isEqualTo(3);
    }
  }
}
