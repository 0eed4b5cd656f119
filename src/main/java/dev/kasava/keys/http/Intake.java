package dev.kasava.keys.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * Puts a body together as it arrives, without a thread that waits for it. Undertow's own receiver
 * holds on to the body until the exchange is over; this one lets go of it when it is whole. Used by
 * the connection's I/O thread alone.
 */
final class Intake {
  /** What comes after, on the same thread. */
  interface Next {
    void whole(HttpServerExchange exchange, byte[] body);

    void tooLarge(HttpServerExchange exchange);

    void brokenOff(HttpServerExchange exchange);
  }

  private static final int USUAL_BYTES = 1024;

  private final HttpServerExchange exchange;
  private final int limit;
  private final Next next;
  private byte[] received = {};
  private int count;
  private boolean isOver;

  /**
   * @param limit how many bytes are taken, at least as many as were announced
   */
  Intake(HttpServerExchange exchange, int limit, Next next) {
    this.exchange = exchange;
    this.limit = limit;
    this.next = next;
  }

  void begin() throws Exception {
    if (exchange.isRequestComplete()) {
      next.whole(exchange, received);
      return;
    }
    received = new byte[Math.toIntExact(Math.max(0, exchange.getRequestContentLength()))];
    StreamSourceChannel channel = exchange.getRequestChannel();
    HttpHandler then = read(channel);
    if (then == null) {
      channel.getReadSetter().set(this::goOn);
      channel.resumeReads();
    } else {
      then.handleRequest(exchange);
    }
  }

  private void goOn(StreamSourceChannel channel) {
    HttpHandler then = isOver ? null : read(channel);
    if (then != null) {
      channel.suspendReads();
      Connectors.executeRootHandler(then, exchange);
    }
  }

  /** Reads what is there; what comes after the body is returned, or null while there is more. */
  private @Nullable HttpHandler read(StreamSourceChannel channel) {
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int read = channel.read(buffer.clear());
      while (read > 0 && read <= limit - count) {
        add(buffer.flip());
        read = channel.read(buffer.clear());
      }
      if (read == 0) {
        return null;
      }
      return over(read > 0 ? next::tooLarge : whole());
    } catch (IOException e) {
      return over(next::brokenOff);
    }
  }

  private HttpHandler whole() {
    byte[] body = received.length == count ? received : Arrays.copyOf(received, count);
    return done -> next.whole(done, body);
  }

  private HttpHandler over(HttpHandler then) {
    isOver = true;
    received = new byte[0];
    return then;
  }

  private void add(ByteBuffer part) {
    int needed = count + part.remaining();
    if (needed > received.length) {
      int roomy = Math.min(limit, Math.max(USUAL_BYTES, 2 * received.length));
      received = Arrays.copyOf(received, Math.max(needed, roomy));
    }
    int length = part.remaining();
    part.get(received, count, length);
    count += length;
  }
}
