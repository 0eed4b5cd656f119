package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * 200 clients of three servers that share one data folder: they create, verify, regenerate and
 * delete, each step at another server. A minute in CI, else as long as {@code soak.seconds} says.
 */
final class SoakIT {
  private static final int SERVERS = 3;
  private static final int CLIENTS = 200;
  private static final String KEYS = "/api/v1/keys";

  private final Json json = new Json();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<KasavaProcess> servers = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final Queue<Long> millis = new ConcurrentLinkedQueue<>();
  private String first = "";

  private static Duration duration() {
    String chosen = System.getProperty("soak.seconds");
    if (chosen != null) {
      return Duration.ofSeconds(Long.parseLong(chosen));
    }
    return Duration.ofSeconds("true".equals(System.getenv("CI")) ? 60 : 10);
  }

  private record Answer(int status, String body) {}

  private Answer call(
      KasavaProcess server, String method, String path, String key, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("X-API-Key", key)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json.text(body)));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      requests.incrementAndGet();
      millis.add((System.nanoTime() - start) / 1_000_000);
      assertThat(response.statusCode()).as("%s %s", method, path).isLessThan(500);
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private KasavaProcess any() {
    return servers.get(ThreadLocalRandom.current().nextInt(SERVERS));
  }

  private JsonNode read(Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    return json.mapper().readTree(answer.body());
  }

  private int verify(KasavaProcess server, String secret) {
    return call(server, "GET", "/api/v1/auth", secret, null).status();
  }

  /** One key's life; answers nothing, as every step asserts what has to hold. */
  private void liveAndDie(String name) {
    JsonNode created = read(call(any(), "POST", KEYS, first, Map.of("name", name)), 201);
    String id = created.path("key").path("id").stringValue();
    String old = created.path("secret").stringValue();
    assertThat(verify(any(), old)).isEqualTo(204);
    JsonNode regenerated =
        read(call(any(), "POST", KEYS + "/" + id + "/regenerate", first, Map.of()), 200);
    String secret = regenerated.path("secret").stringValue();
    for (KasavaProcess server : servers) {
      assertThat(verify(server, old)).as("a replaced secret").isEqualTo(401);
      assertThat(verify(server, secret)).as("the new secret").isEqualTo(204);
    }
    assertThat(call(any(), "DELETE", KEYS + "/" + id, first, null).status()).isEqualTo(204);
    for (KasavaProcess server : servers) {
      assertThat(verify(server, secret)).as("a deleted key").isEqualTo(401);
    }
  }

  @Test
  void nothingIsLostAndNothingDeadIsAccepted() throws Exception {
    Path home = Tools.kept("soak");
    for (int i = 0; i < SERVERS; i++) {
      servers.add(KasavaProcess.serve(home));
    }
    first = servers.getFirst().firstSecret();
    JsonNode counted = read(call(any(), "POST", KEYS, first, Map.of("name", "Counted")), 201);
    JsonNode contested = read(call(any(), "POST", KEYS, first, Map.of("name", "Contested")), 201);
    AtomicLong uses = new AtomicLong();
    Queue<String> contestedSecrets = new ConcurrentLinkedQueue<>();
    Instant end = Instant.now().plus(duration());

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        all.add(
            clients.submit(
                () -> {
                  for (int round = 0; round == 0 || Instant.now().isBefore(end); round++) {
                    liveAndDie("Client " + client + " round " + round);
                    assertThat(verify(any(), counted.path("secret").stringValue())).isEqualTo(204);
                    uses.incrementAndGet();
                    if (client % 10 == 0) {
                      contestedSecrets.add(
                          read(
                                  call(
                                      any(),
                                      "POST",
                                      KEYS
                                          + "/"
                                          + contested.path("key").path("id").stringValue()
                                          + "/regenerate",
                                      first,
                                      Map.of()),
                                  200)
                              .path("secret")
                              .stringValue());
                    }
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }

    for (KasavaProcess server : servers) {
      assertThat(contestedSecrets.stream().filter(secret -> verify(server, secret) == 204).count())
          .as("of all secrets of the contested key, the last alone works")
          .isEqualTo(1);
    }
    assertThat(read(call(any(), "GET", KEYS + "?limit=200", first, null), 200).path("keys"))
        .as("only the first, the counted and the contested key are left")
        .hasSize(3);
    servers.forEach(KasavaProcess::close);

    try (KasavaProcess again = KasavaProcess.serve(home)) {
      JsonNode usage =
          read(
              call(
                  again,
                  "GET",
                  KEYS + "/" + counted.path("key").path("id").stringValue() + "/usage",
                  first,
                  null),
              200);
      assertThat(usage.path("totalRequests").longValue()).isEqualTo(uses.get());
    }
    List<Long> sorted = millis.stream().sorted().toList();
    System.err.printf(
        "soak: %d requests, median %d ms, p99 %d ms, slowest %d ms%n",
        requests.get(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast());
    http.close();
  }
}
