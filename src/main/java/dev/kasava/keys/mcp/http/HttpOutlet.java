package dev.kasava.keys.mcp.http;

import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * The answer to an HTTP request: plain JSON, unless there is something to say before it; then a
 * stream of events that the answer ends. Everything is written on the connection's I/O thread, at
 * once if that is where it was said.
 */
final class HttpOutlet implements Outlet {
  private static final Logger log = LoggerFactory.getLogger(HttpOutlet.class);
  private static final HttpString NO_BUFFERING = new HttpString("X-Accel-Buffering");
  private static final int KEEP_ALIVE_MILLIS = 30_000;

  /** Whoever reads nothing for so many events is not reading. */
  private static final int MOST_UNREAD = 1_000;

  private final HttpServerExchange exchange;
  private final Replies replies;
  private final Json json;
  private final ToIntFunction<RpcError> statusOf;
  private final Cancellation gone;
  private volatile boolean hasQueued;

  // From here on touched by the I/O thread alone, so that no lock is ever held while sending.
  private final List<String> early = new ArrayList<>();
  private @Nullable ServerSentEventConnection stream;
  private boolean isStreaming;
  private boolean isOver;
  private int unread;

  /**
   * @param exchange dispatched, so that it stays open until it is answered; or answered before its
   *     handler returns
   * @param statusOf the HTTP status for an error, when it is all there is to the answer
   * @param gone cancelled when a stream ends before its answer
   */
  HttpOutlet(
      HttpServerExchange exchange,
      Replies replies,
      Json json,
      ToIntFunction<RpcError> statusOf,
      Cancellation gone) {
    this.exchange = exchange;
    this.replies = replies;
    this.json = json;
    this.statusOf = statusOf;
    this.gone = gone;
  }

  /** Makes it a stream now, with nothing to say yet. */
  void open() {
    onIoThread(this::beStream);
  }

  @Override
  public void send(Object message) {
    String text = json.text(message);
    onIoThread(
        () -> {
          if (!isOver) {
            beStream();
            push(text);
          }
        });
  }

  @Override
  public void answer(Object id, Object result) {
    finish(StatusCodes.OK, Wire.result(id, result));
  }

  @Override
  public void refuse(@Nullable Object id, RpcError error) {
    finish(statusOf.applyAsInt(error), error.wire(id));
  }

  private void finish(int status, Object message) {
    byte[] body = json.bytes(message);
    onIoThread(
        () -> {
          if (isOver) {
            return;
          }
          if (isStreaming) {
            push(new String(body, StandardCharsets.UTF_8));
          } else {
            replies.send(exchange, status, "application/json", body);
          }
          over();
        });
  }

  @Override
  public void close() {
    onIoThread(
        () -> {
          if (!isOver && !isStreaming) {
            // As for a message that nobody answers.
            exchange.setStatusCode(StatusCodes.ACCEPTED);
            exchange.endExchange();
          }
          over();
        });
  }

  @Override
  public void keep(long characters) {
    onIoThread(() -> Bodies.keep(exchange, characters * Character.BYTES));
  }

  private void over() {
    isOver = true;
    if (stream != null) {
      stream.shutdown();
    }
  }

  private void beStream() {
    if (isStreaming || isOver) {
      return;
    }
    isStreaming = true;
    exchange.getResponseHeaders().put(NO_BUFFERING, "no");
    try {
      new ServerSentEventHandler((connection, lastEventId) -> connected(connection))
          .handleRequest(exchange);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void connected(ServerSentEventConnection connection) {
    connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    connection.addCloseTask(closed -> gone.cancel());
    stream = connection;
    early.forEach(this::push);
    early.clear();
    if (isOver) {
      connection.shutdown();
    }
  }

  private void push(String text) {
    ServerSentEventConnection open = stream;
    if (open == null) {
      early.add(text);
    } else if (++unread > MOST_UNREAD) {
      log.warn("A client that does not read its stream was cut off.");
      isOver = true;
      IoUtils.safeClose(open);
    } else {
      open.send(text, "message", null, read);
    }
  }

  private final ServerSentEventConnection.EventCallback read =
      new ServerSentEventConnection.EventCallback() {
        @Override
        public void done(
            ServerSentEventConnection connection,
            @Nullable String data,
            @Nullable String event,
            @Nullable String id) {
          onIoThread(() -> unread--);
        }

        @Override
        public void failed(
            ServerSentEventConnection connection,
            @Nullable String data,
            @Nullable String event,
            @Nullable String id,
            IOException e) {
          onIoThread(() -> unread--);
        }
      };

  private void onIoThread(Runnable work) {
    // What was queued before comes before.
    if (!hasQueued && exchange.isInIoThread()) {
      guarded(work);
    } else {
      hasQueued = true;
      exchange.getIoThread().execute(() -> guarded(work));
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      Incident.report(log, e);
      isOver = true;
      gone.cancel();
      exchange.endExchange();
    }
  }
}
