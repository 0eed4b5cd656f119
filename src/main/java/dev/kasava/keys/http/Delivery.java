package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Cuts a connection of HTTP/2 whose client lets no answer come. Over HTTP/1.1 that shows at the
 * socket; here a client may hold back each answer by its window (RFC 9113, section 5.2) while all
 * goes well with the connection. One stream that was paused or cancelled costs the others nothing.
 * What is answered at once needs no timer. Used on the connection's I/O thread alone.
 */
final class Delivery implements HttpHandler {
  private static final String EVENTS = "text/event-stream";

  private final HttpHandler next;
  private final StreamConnection connection;
  private final Duration patience;
  private final Set<Answer> pending = new HashSet<>();
  private long delivered;

  /** For one connection. */
  Delivery(HttpHandler next, StreamConnection connection, Duration patience) {
    this.next = next;
    this.connection = connection;
    this.patience = patience;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    LateFields.bound(exchange, connection);
    try {
      next.handleRequest(exchange);
    } finally {
      if (exchange.isResponseComplete()) {
        delivered++;
      } else {
        Answer answer = new Answer(exchange);
        pending.add(answer);
        answer.lookLater();
      }
    }
  }

  /** Whether something else is done on this connection: a request, or a stream of events. */
  private boolean isOfUse() {
    return pending.stream().anyMatch(answer -> !answer.isStarted() || answer.isEndless());
  }

  private final class Answer {
    private static final long NOT_BEGUN = -1;

    private final HttpServerExchange exchange;
    private long taken;
    private long deliveredBefore = delivered;

    Answer(HttpServerExchange exchange) {
      this.exchange = exchange;
      this.taken = isStarted() ? 0 : NOT_BEGUN;
    }

    boolean isStarted() {
      return exchange.isResponseStarted();
    }

    boolean isEndless() {
      if (!isStarted()) {
        return false;
      }
      String type = exchange.getResponseHeaders().getFirst(Headers.CONTENT_TYPE);
      return type != null && type.startsWith(EVENTS);
    }

    void lookLater() {
      try {
        exchange.getIoThread().executeAfter(this::look, patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The server ends, and all its connections with it.
      }
    }

    private void look() {
      if (exchange.isResponseComplete() || !connection.isOpen()) {
        delivered++;
        pending.remove(this);
      } else if (isGettingOn() || delivered != deliveredBefore || isOfUse()) {
        deliveredBefore = delivered;
        lookLater();
      } else {
        IoUtils.safeClose(connection);
      }
    }

    private boolean isGettingOn() {
      if (!isStarted()) {
        return true;
      }
      long before = taken;
      taken = exchange.getResponseBytesSent();
      return before == NOT_BEGUN || taken - before >= Watched.LEAST_TAKEN_BYTES;
    }
  }
}
