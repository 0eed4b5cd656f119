package dev.kasava.keys.mcp;

import dev.kasava.keys.app.Installation;
import dev.kasava.keys.app.McpLanes;
import dev.kasava.keys.http.Barrier;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Guard;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.http.McpDoor;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The product's door at /mcp without any other, as it is served. */
public final class LoneDoor implements AutoCloseable {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final McpDoor door;
  private final HttpHandler handler;

  /**
   * @param bodyBytes how much of bodies may be in memory at a time
   */
  public LoneDoor(Installation installation, Catalogue catalogue, long bodyBytes) {
    Json json = new Json();
    Replies replies = new Replies(json, Challenges.PLAIN);
    Failures failures = new Failures(replies);
    McpLanes lanes = McpLanes.over(installation, catalogue, json, Duration.ofSeconds(20), executor);
    this.door =
        new McpDoor(
            new McpDoor.Parts(
                lanes.features(),
                lanes.limiter(),
                lanes.legacy(),
                lanes.modern(),
                lanes.subscriptions(),
                installation.changes(),
                installation.keys(),
                installation.mcpNotes(),
                json,
                new Gate(
                    installation.authenticator(),
                    installation.meter(),
                    new Barrier(installation.turnstile(), failures),
                    replies,
                    failures),
                new Bodies(replies, failures, bodyBytes),
                replies,
                failures,
                installation.clock(),
                executor));
    Routes routes = new Routes(replies);
    door.addTo(routes);
    this.handler =
        McpDoor.speaking(
            failures.around(
                new Guard(new HostNames(null, "127.0.0.1"), Set.of(), replies, routes.handler())));
  }

  public HttpHandler handler() {
    return handler;
  }

  int subscriptions() {
    return door.subscriptions();
  }

  @Override
  public void close() {
    door.close();
    executor.close();
  }
}
