package dev.kasava.keys.bench;

import dev.kasava.keys.app.Main;
import dev.kasava.keys.fixture.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Servers, each in a process of its own, that share a PostgreSQL database. */
final class Nodes implements AutoCloseable {
  private final List<Contender> servers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private String admin = "";

  private Nodes(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts one for each URL of the database.
   *
   * @param options of {@code serve}
   */
  static Nodes start(Path folder, List<String> urls, String... options)
      throws IOException, InterruptedException {
    Nodes nodes = new Nodes(folder);
    for (String url : urls) {
      nodes.add(url, options);
    }
    return nodes;
  }

  private void add(String url, String... options) throws IOException, InterruptedException {
    Path home = folder.resolve("node-" + servers.size());
    int port = Contender.freePort();
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--port", Integer.toString(port), "--database", url));
    arguments.addAll(List.of(options));
    servers.add(
        Contender.start(
            JavaPrograms.command(Main.class, arguments), environment(home), home, port));
    if (servers.size() == 1) {
      Path first = home.resolve("data/first-key");
      while (!Files.exists(first)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      admin = Files.readString(first).strip();
    }
  }

  /** All nodes have the first one's pepper. */
  private Map<String, String> environment(Path home) throws IOException {
    String data = home.resolve("data").toString();
    return servers.isEmpty()
        ? Map.of("KASAVA_HOME", data)
        : Map.of(
            "KASAVA_HOME",
            data,
            "KASAVA_PEPPER",
            Files.readString(folder.resolve("node-0/data/pepper")));
  }

  int count() {
    return servers.size();
  }

  /** The secret of the first key. */
  String admin() {
    return admin;
  }

  /** Asks a node; answers what it said. */
  HttpResponse<String> call(int node, String method, String path, String key, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(servers.get(node).address() + path))
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The status with which a node answers whoever shows it a key. */
  int auth(int node, String key) throws IOException, InterruptedException {
    return call(node, "GET", "/api/v1/auth", key, "").statusCode();
  }

  /** A connection to a node, for calls that must take hardly anything of the processor. */
  RawHttp connect(int node) {
    return RawHttp.to(URI.create(servers.get(node).address()));
  }

  /** Likewise, over a connection to it. */
  static int auth(RawHttp connection, String key) {
    return connection
        .send("GET /api/v1/auth HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key + "\r\n\r\n")
        .answer()
        .orElseThrow(() -> new IllegalStateException("a node hung up"))
        .status();
  }

  @Override
  public void close() throws InterruptedException {
    for (Contender server : servers) {
      server.close();
    }
    http.close();
  }
}
