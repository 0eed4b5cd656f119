package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * Cuts requests whose body does not come within a time, whether or not anybody waits for it: also
 * an answered request keeps its connection until its body is there. Most bodies come with their
 * headers, and need no timer. Thread-safe.
 */
final class Prompt implements HttpHandler {
  private final HttpHandler next;
  private final Duration patience;

  Prompt(HttpHandler next, Duration patience) {
    this.next = next;
    this.patience = patience;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    try {
      next.handleRequest(exchange);
    } finally {
      if (!exchange.isRequestComplete()) {
        exchange
            .getIoThread()
            .executeAfter(() -> giveUp(exchange), patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Mid-body there is no sane answer left on this connection. */
  private static void giveUp(HttpServerExchange exchange) {
    if (!exchange.isRequestComplete()) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
