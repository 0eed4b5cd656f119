package dev.kasava.keys.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Cuts a connection of HTTP/2 whose client sends many fields behind those that a request began
 * with: Undertow puts them among those, block by block, without a bound for all together. Used by
 * one thread at a time, as the bodies are that it reads.
 */
final class LateFields extends AbstractStreamSourceConduit<StreamSourceConduit> {
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
  public int read(ByteBuffer to) throws IOException {
    int count = next.read(to);
    check();
    return count;
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    long count = next.read(to, offset, length);
    check();
    return count;
  }

  private void check() throws IOException {
    if (exchange.getRequestHeaders().size() > atFirst + MOST) {
      IoUtils.safeClose(connection);
      throw new IOException("Too many fields behind those that the request began with.");
    }
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
  }
}
