package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Cuts a connection of HTTP/2 whose client does not let its answers come. Over HTTP/1.1 that shows
 * at the socket; here a client may hold back each answer by its window (RFC 9113, section 5.2)
 * while all goes well with the connection. What is answered at once needs no timer. Thread-safe.
 */
final class Delivery implements HttpHandler {
  private final HttpHandler next;
  private final StreamConnection connection;
  private final Duration patience;

  /** For one connection. */
  Delivery(HttpHandler next, StreamConnection connection, Duration patience) {
    this.next = next;
    this.connection = connection;
    this.patience = patience;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    try {
      next.handleRequest(exchange);
    } finally {
      if (!exchange.isResponseComplete()) {
        new Answer(exchange).lookLater();
      }
    }
  }

  /** One that has not been delivered yet; used on its I/O thread. */
  private final class Answer {
    private final HttpServerExchange exchange;
    private long taken;

    Answer(HttpServerExchange exchange) {
      this.exchange = exchange;
    }

    void lookLater() {
      exchange.getIoThread().executeAfter(this::look, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
      if (exchange.isResponseComplete() || isEndless() || !connection.isOpen()) {
        return;
      }
      if (exchange.isResponseStarted() && !isGettingOn()) {
        IoUtils.safeClose(connection);
      } else {
        lookLater();
      }
    }

    /** As a stream of events is: whoever sends them sees that they are taken. */
    private boolean isEndless() {
      return exchange.isResponseStarted() && exchange.getResponseContentLength() < 0;
    }

    private boolean isGettingOn() {
      long before = taken;
      taken = exchange.getResponseBytesSent();
      return taken - before >= Watched.LEAST_TAKEN_BYTES;
    }
  }
}
