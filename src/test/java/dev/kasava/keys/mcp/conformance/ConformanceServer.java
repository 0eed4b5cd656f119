package dev.kasava.keys.mcp.conformance;

import dev.kasava.keys.app.Installation;
import dev.kasava.keys.app.McpLanes;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.http.Barrier;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Guard;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.mcp.http.McpDoor;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The product's door at /mcp over the suites' catalogue. A handler in front adds the key that the
 * suites have no way to send; all behind it is as it is served.
 */
final class ConformanceServer implements AutoCloseable {
  private final TestInstallation installation;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final McpDoor door;
  private final Server server;

  ConformanceServer(Path folder) {
    this.installation = TestInstallation.in(folder);
    Installation opened = installation.get();
    Json json = new Json();
    Replies replies = new Replies(json, Challenges.PLAIN);
    Failures failures = new Failures(replies);
    McpLanes lanes =
        McpLanes.over(
            opened, ConformanceCatalogue.create(), json, Duration.ofSeconds(20), executor);
    this.door =
        new McpDoor(
            new McpDoor.Parts(
                lanes.features(),
                lanes.limiter(),
                lanes.legacy(),
                lanes.modern(),
                lanes.subscriptions(),
                opened.changes(),
                opened.keys(),
                opened.mcpNotes(),
                json,
                new Gate(
                    opened.authenticator(),
                    opened.meter(),
                    new Barrier(opened.turnstile(), failures),
                    replies,
                    failures),
                new Bodies(replies, failures),
                replies,
                failures,
                opened.clock(),
                executor));
    Routes routes = new Routes(replies);
    door.addTo(routes);
    HttpHandler handler =
        McpDoor.speaking(
            failures.around(
                new Guard(new HostNames(null, "127.0.0.1"), Set.of(), replies, routes.handler())));
    String bearer = "Bearer " + installation.firstKey().secret().reveal();
    this.server =
        Server.start(
            "127.0.0.1",
            0,
            exchange -> {
              exchange.getRequestHeaders().put(Headers.AUTHORIZATION, bearer);
              handler.handleRequest(exchange);
            });
  }

  String url() {
    return "http://127.0.0.1:" + server.port() + "/mcp";
  }

  @Override
  public void close() {
    door.close();
    server.close();
    executor.close();
    installation.close();
  }
}
