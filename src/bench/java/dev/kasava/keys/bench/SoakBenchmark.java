package dev.kasava.keys.bench;

import dev.kasava.keys.app.Main;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A server at full load for {@code soak.minutes}, 20 unless set: clients without a pause that make,
 * use, regenerate and delete keys, look at usage and lists, and begin and end MCP sessions, over
 * connections that come and go. Memory, latency, files and threads of the second half are held
 * against those of the first, after a tenth of the time to warm up.
 */
final class SoakBenchmark {
  private static final int CLIENTS = 12;
  private static final int SAMPLES = 40;
  private static final int ROUNDS_A_CONNECTION = 50;
  private static final double MOST_GROWTH = 1.15;

  /** What was seen at one time. */
  private record Sample(double resident, double p99, double files, double threads) {}

  private final Json json = new Json();
  private final PrintStream out;
  private volatile Times latencies = new Times();
  private volatile boolean isOver;

  SoakBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether nothing grew. */
  boolean run(Path folder) throws Exception {
    long minutes = Long.getLong("soak.minutes", 20);
    Path home = folder.resolve("server");
    int port = Contender.freePort();
    try (Contender server =
            Contender.start(
                JavaPrograms.command(
                    Main.class, List.of("serve", "--port", Integer.toString(port))),
                Map.of("KASAVA_HOME", home.resolve("data").toString()),
                home,
                port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Path first = home.resolve("data/first-key");
      while (!Files.exists(first)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      String admin = Files.readString(first).strip();
      List<Future<Long>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        clients.add(threads.submit(() -> live(server.address(), admin, number)));
      }
      List<Sample> samples = samples(server, minutes);
      isOver = true;
      long rounds = 0;
      for (Future<Long> client : clients) {
        rounds += client.get();
      }
      return report(minutes, rounds, samples);
    }
  }

  private List<Sample> samples(Contender server, long minutes)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(minutes * 6);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      latencies = new Times();
      TimeUnit.MILLISECONDS.sleep(TimeUnit.MINUTES.toMillis(minutes) / SAMPLES);
      samples.add(sample(server));
    }
    return samples;
  }

  private Sample sample(Contender server) throws IOException {
    Times seen = latencies;
    double p99;
    synchronized (seen) {
      p99 = seen.quantile(0.99) / 1e6;
    }
    Path process = Path.of("/proc", Long.toString(server.pid()));
    return new Sample(
        server.resident() / 1e6, p99, count(process.resolve("fd")), count(process.resolve("task")));
  }

  private static double count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** Until it is over; answers how many rounds it went. */
  private Long live(String server, String admin, int number)
      throws IOException, InterruptedException {
    long rounds = 0;
    while (!isOver) {
      try (HttpClient http = HttpClient.newHttpClient()) {
        for (int i = 0; i < ROUNDS_A_CONNECTION && !isOver; i++) {
          round(http, server, admin, "client " + number + " round " + rounds++);
        }
      }
    }
    return rounds;
  }

  private void round(HttpClient http, String server, String admin, String name)
      throws IOException, InterruptedException {
    String keys = "/api/v1/keys";
    JsonNode made = call(http, server, "POST", keys, admin, json.text(Map.of("name", name)), 201);
    String id = keys + "/" + made.path("key").path("id").stringValue();
    String secret = made.path("secret").stringValue();
    for (int i = 0; i < 20; i++) {
      call(http, server, "GET", "/api/v1/auth", secret, "", 204);
    }
    session(http, server, secret);
    call(http, server, "GET", id + "/usage", admin, "", 200);
    call(http, server, "GET", keys + "?limit=20", admin, "", 200);
    JsonNode again = call(http, server, "POST", id + "/regenerate", admin, "{}", 200);
    call(http, server, "GET", "/api/v1/auth", secret, "", 401);
    call(http, server, "GET", "/api/v1/auth", again.path("secret").stringValue(), "", 204);
    call(http, server, "DELETE", id, admin, "", 204);
  }

  /** Clients often go without a word, so most of these end with their key alone. */
  private static void session(HttpClient http, String server, String secret)
      throws IOException, InterruptedException {
    McpTarget target = new McpTarget(server, secret, http);
    for (McpTarget.Request call : target.legacyCalls("whoami", 1)) {
      target.send(call);
    }
  }

  private JsonNode call(
      HttpClient http,
      String server,
      String method,
      String path,
      String key,
      String body,
      int status)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(server + path))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    long taken = System.nanoTime() - begun;
    if (response.statusCode() != status) {
      throw new IllegalStateException(method + " " + path + " was answered " + response);
    }
    Times seen = latencies;
    synchronized (seen) {
      seen.add(taken);
    }
    return json.mapper().readTree(response.body().isEmpty() ? "{}" : response.body());
  }

  private boolean report(long minutes, long rounds, List<Sample> samples) {
    out.printf("soak: %d minutes, %d lives of keys%n", minutes, rounds);
    boolean isGood = flat("resident memory, MB", samples.stream().map(Sample::resident).toList());
    isGood &= flat("p99, ms", samples.stream().map(Sample::p99).toList());
    isGood &= flat("open files", samples.stream().map(Sample::files).toList());
    return flat("threads", samples.stream().map(Sample::threads).toList()) && isGood;
  }

  private boolean flat(String what, List<Double> values) {
    double before = median(values.subList(0, SAMPLES / 2));
    double after = median(values.subList(SAMPLES / 2, SAMPLES));
    out.printf("%-22s first half %8.1f, second half %8.1f%n", what, before, after);
    return Ratios.verdict(
        after <= before * MOST_GROWTH, after / before, "<=", MOST_GROWTH, what, out);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
