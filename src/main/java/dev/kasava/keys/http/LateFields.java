package dev.kasava.keys.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Cuts a connection of HTTP/2 whose client sends many fields behind those that a request began
 * with: Undertow puts them among those, block by block, without a bound for all together.
 */
final class LateFields extends BoundedBody {
  static final int MOST = 32;

  private final HttpServerExchange exchange;
  private final StreamConnection connection;
  private final int atFirst;

  private LateFields(
      StreamSourceConduit next, HttpServerExchange exchange, StreamConnection connection) {
    super(next);
    this.exchange = exchange;
    this.connection = connection;
    this.atFirst = exchange.getRequestHeaders().size();
  }

  /**
   * To be told before anything of the body is read.
   *
   * @param connection that the exchange is one stream of
   */
  static void bound(HttpServerExchange exchange, StreamConnection connection) {
    if (!exchange.isRequestComplete()) {
      exchange.addRequestWrapper(
          (factory, one) -> new LateFields(factory.create(), one, connection));
    }
  }

  @Override
  void check(long count, long raw) throws IOException {
    if (exchange.getRequestHeaders().size() > atFirst + MOST) {
      IoUtils.safeClose(connection);
      throw new IOException("Too many fields behind those that the request began with.");
    }
  }
}
