package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.IoUtils;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Cuts connections that send on and on without any of it being a body's. Undertow keeps what
 * follows the last chunk (RFC 9112, section 7.1.2), however much it is, and nobody here asks for
 * it. Thread-safe.
 */
final class Trailers implements HttpHandler {
  static final int MOST_BYTES = 32 * 1024;

  private final HttpHandler next;

  Trailers(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestContentLength() < 0 && !exchange.isRequestComplete()) {
      exchange.addRequestWrapper((factory, one) -> new Bounded(factory.create(), one));
    }
    next.handleRequest(exchange);
  }

  /** A body of unknown length. */
  private static final class Bounded extends BoundedBody {
    private final HttpServerExchange exchange;
    private long vain;

    Bounded(StreamSourceConduit next, HttpServerExchange exchange) {
      super(next);
      this.exchange = exchange;
    }

    @Override
    void check(long count, long raw) throws IOException {
      vain = count > 0 ? 0 : vain + raw;
      if (vain > MOST_BYTES) {
        IoUtils.safeClose(exchange.getConnection());
        throw new IOException("Too much that is no body's.");
      }
    }
  }
}
