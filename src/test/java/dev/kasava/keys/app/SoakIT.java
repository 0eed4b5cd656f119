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
import org.junit.jupiter.api.AfterEach;
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
  private final Queue<String> contestedSecrets = new ConcurrentLinkedQueue<>();
  private String first = "";

  @AfterEach
  void stop() {
    servers.forEach(KasavaProcess::close);
    http.close();
  }

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

  private record Issued(String id, String secret) {}

  private Issued create(String name) {
    JsonNode created = read(call(any(), "POST", KEYS, first, Map.of("name", name)), 201);
    return new Issued(
        created.path("key").path("id").stringValue(), created.path("secret").stringValue());
  }

  /** The next secret of a key. */
  private String regenerated(String id) {
    return read(call(any(), "POST", KEYS + "/" + id + "/regenerate", first, Map.of()), 200)
        .path("secret")
        .stringValue();
  }

  /** One key's life; answers nothing, as every step asserts what has to hold. */
  private void liveAndDie(String name) {
    Issued created = create(name);
    assertThat(verify(any(), created.secret())).isEqualTo(204);
    String secret = regenerated(created.id());
    for (KasavaProcess server : servers) {
      assertThat(verify(server, created.secret())).as("a replaced secret").isEqualTo(401);
      assertThat(verify(server, secret)).as("the new secret").isEqualTo(204);
    }
    assertThat(call(any(), "DELETE", KEYS + "/" + created.id(), first, null).status())
        .isEqualTo(204);
    for (KasavaProcess server : servers) {
      assertThat(verify(server, secret)).as("a deleted key").isEqualTo(401);
    }
  }

  /** One client's lives of keys, one after another; answers how often it used the counted key. */
  private long live(int client, Instant end, Issued counted, Issued contested) {
    long uses = 0;
    for (int round = 0; round == 0 || Instant.now().isBefore(end); round++) {
      liveAndDie("Client " + client + " round " + round);
      assertThat(verify(any(), counted.secret())).isEqualTo(204);
      uses++;
      if (client % 10 == 0) {
        contestedSecrets.add(regenerated(contested.id()));
      }
    }
    return uses;
  }

  /** All clients at once; answers how often they used the counted key. */
  private long crowd(Issued counted, Issued contested) throws Exception {
    Instant end = Instant.now().plus(duration());
    List<Future<Long>> all = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        all.add(clients.submit(() -> live(client, end, counted, contested)));
      }
      long uses = 0;
      for (Future<Long> one : all) {
        uses += one.get();
      }
      return uses;
    }
  }

  private void onlyTheLastContestedSecretWorks() {
    for (KasavaProcess server : servers) {
      assertThat(contestedSecrets.stream().filter(secret -> verify(server, secret) == 204).count())
          .as("of all secrets of the contested key, the last alone works")
          .isEqualTo(1);
    }
  }

  private void report() {
    List<Long> sorted = millis.stream().sorted().toList();
    System.err.printf(
        "soak: %d requests, median %d ms, p99 %d ms, slowest %d ms%n",
        requests.get(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast());
  }

  @Test
  void nothingIsLostAndNothingDeadIsAccepted() throws Exception {
    Path home = Tools.kept("soak");
    for (int i = 0; i < SERVERS; i++) {
      servers.add(KasavaProcess.serve(home));
    }
    first = servers.getFirst().firstSecret();
    Issued counted = create("Counted");
    long uses = crowd(counted, create("Contested"));

    onlyTheLastContestedSecretWorks();
    assertThat(read(call(any(), "GET", KEYS + "?limit=200", first, null), 200).path("keys"))
        .as("only the first, the counted and the contested key are left")
        .hasSize(3);
    servers.forEach(KasavaProcess::close);

    try (KasavaProcess again = KasavaProcess.serve(home)) {
      String path = KEYS + "/" + counted.id() + "/usage";
      JsonNode usage = read(call(again, "GET", path, first, null), 200);
      assertThat(usage.path("totalRequests").longValue()).isEqualTo(uses);
    }
    report();
  }
}
