package dev.kasava.keys.mcp.http;

import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.wire.Json;
import io.undertow.server.handlers.sse.ServerSentEventConnection;

/** The stream on which the server may speak first. */
final class StreamOutlet implements Outlet {
  private final ServerSentEventConnection connection;
  private final Json json;

  StreamOutlet(ServerSentEventConnection connection, Json json) {
    this.connection = connection;
    this.json = json;
  }

  @Override
  public void send(Object message, boolean isLast) {
    if (connection.isOpen()) {
      connection.send(json.text(message), "message", null, null);
    }
  }

  @Override
  public void close() {
    connection.shutdown();
  }
}
