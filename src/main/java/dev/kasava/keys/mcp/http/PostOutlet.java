package dev.kasava.keys.mcp.http;

import dev.kasava.keys.http.Replies;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a POST: plain JSON, unless the server has something to say before the answer; then
 * a stream of events that the answer ends. Used on a worker thread.
 */
final class PostOutlet implements Outlet {
  private final HttpServerExchange exchange;
  private final Replies replies;
  private final Json json;
  private @Nullable OutputStream events;
  private boolean isOver;

  PostOutlet(HttpServerExchange exchange, Replies replies, Json json) {
    this.exchange = exchange;
    this.replies = replies;
    this.json = json;
  }

  @Override
  public synchronized void send(Object message, boolean isLast) {
    if (isOver) {
      return;
    }
    if (isLast && events == null) {
      replies.json(exchange, StatusCodes.OK, message);
      isOver = true;
      return;
    }
    try {
      write(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (isLast) {
      close();
    }
  }

  private void write(Object message) throws IOException {
    OutputStream out = events;
    if (out == null) {
      exchange.startBlocking();
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
      out = exchange.getOutputStream();
      events = out;
    }
    out.write("event: message\ndata: ".getBytes(StandardCharsets.US_ASCII));
    out.write(json.bytes(message));
    out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public synchronized void close() {
    if (!isOver) {
      isOver = true;
      exchange.endExchange();
    }
  }
}
