package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
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

  /** A body of unknown length. Used by one thread at a time, as all of them are. */
  private static final class Bounded extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final HttpServerExchange exchange;
    private long vain;

    Bounded(StreamSourceConduit next, HttpServerExchange exchange) {
      super(next);
      this.exchange = exchange;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      long before = Watched.readHere();
      int count = next.read(to);
      check(count, Watched.readHere() - before);
      return count;
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
      long before = Watched.readHere();
      long count = next.read(to, offset, length);
      check(count, Watched.readHere() - before);
      return count;
    }

    private void check(long count, long raw) throws IOException {
      vain = count > 0 ? 0 : vain + raw;
      if (vain > MOST_BYTES) {
        IoUtils.safeClose(exchange.getConnection());
        throw new IOException("Too much that is no body's.");
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
}
