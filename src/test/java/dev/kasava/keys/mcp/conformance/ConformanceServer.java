package dev.kasava.keys.mcp.conformance;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.mcp.LoneDoor;
import io.undertow.util.Headers;
import java.nio.file.Path;

/**
 * The product's door at /mcp over the suites' catalogue. A handler in front adds the key that the
 * suites have no way to send; all behind it is as it is served.
 */
final class ConformanceServer implements AutoCloseable {
  private static final long BODY_BYTES = 64L * Server.MAX_BODY_BYTES;

  private final TestInstallation installation;
  private final LoneDoor door;
  private final Server server;

  ConformanceServer(Path folder) {
    this.installation = TestInstallation.in(folder);
    this.door = new LoneDoor(installation.get(), ConformanceCatalogue.create(), BODY_BYTES);
    String bearer = "Bearer " + installation.firstKey().secret().reveal();
    this.server =
        Server.start(
            "127.0.0.1",
            0,
            exchange -> {
              exchange.getRequestHeaders().put(Headers.AUTHORIZATION, bearer);
              door.handler().handleRequest(exchange);
            });
  }

  String url() {
    return "http://127.0.0.1:" + server.port() + "/mcp";
  }

  @Override
  public void close() {
    door.close();
    server.close();
    installation.close();
  }
}
