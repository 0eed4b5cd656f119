package dev.kasava.keys.mcp.http;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to an HTTP request: plain JSON, unless there is something to say before it; then a
 * stream of events that the answer ends. Everything is written on the connection's I/O thread.
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
  private final List<String> early = new ArrayList<>();
  private @Nullable ServerSentEventConnection stream;
  private boolean isStreaming;
  private boolean isOver;
  private int unread;

  /**
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
  synchronized void open() {
    if (!isStreaming && !isOver) {
      isStreaming = true;
      onIoThread(this::connect);
    }
  }

  @Override
  public synchronized void send(Object message) {
    if (!isOver) {
      open();
      push(json.text(message));
    }
  }

  @Override
  public void answer(Object id, Object result) {
    finish(StatusCodes.OK, Wire.result(id, result));
  }

  @Override
  public void refuse(@Nullable Object id, RpcError error) {
    finish(statusOf.applyAsInt(error), error.wire(id));
  }

  private synchronized void finish(int status, Object message) {
    if (isOver) {
      return;
    }
    if (isStreaming) {
      push(json.text(message));
      isOver = true;
      if (stream != null) {
        stream.shutdown();
      }
    } else {
      isOver = true;
      byte[] body = json.bytes(message);
      onIoThread(() -> replies.send(exchange, status, "application/json", body));
    }
  }

  @Override
  public synchronized void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    if (stream != null) {
      stream.shutdown();
    } else if (!isStreaming) {
      // As for a message that nobody answers.
      onIoThread(
          () -> {
            exchange.setStatusCode(StatusCodes.ACCEPTED);
            exchange.endExchange();
          });
    }
  }

  private void push(String text) {
    ServerSentEventConnection open = stream;
    if (open == null) {
      early.add(text);
      return;
    }
    if (++unread > MOST_UNREAD) {
      log.warn("A client that does not read its stream was cut off.");
      onIoThread(() -> abort(open));
      return;
    }
    open.send(text, "message", null, read);
  }

  private final ServerSentEventConnection.EventCallback read =
      new ServerSentEventConnection.EventCallback() {
        @Override
        public void done(
            ServerSentEventConnection connection,
            @Nullable String data,
            @Nullable String event,
            @Nullable String id) {
          wasRead();
        }

        @Override
        public void failed(
            ServerSentEventConnection connection,
            @Nullable String data,
            @Nullable String event,
            @Nullable String id,
            IOException e) {
          wasRead();
        }
      };

  private synchronized void wasRead() {
    unread--;
  }

  private static void abort(ServerSentEventConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      log.debug("A stream was gone already.", e);
    }
  }

  private void connect() {
    exchange.getResponseHeaders().put(NO_BUFFERING, "no");
    try {
      new ServerSentEventHandler((connection, lastEventId) -> connected(connection))
          .handleRequest(exchange);
    } catch (Exception e) {
      Incident.report(log, e);
      exchange.endExchange();
      gone.cancel();
    }
  }

  private synchronized void connected(ServerSentEventConnection connection) {
    connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    connection.addCloseTask(closed -> gone.cancel());
    stream = connection;
    early.forEach(this::push);
    early.clear();
    if (isOver) {
      connection.shutdown();
    }
  }

  private void onIoThread(Runnable work) {
    exchange.dispatch(exchange.getIoThread(), work);
  }
}
