package dev.kasava.keys.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The buffers that one connection of HTTP/2 holds. Undertow keeps what a stream's window does not
 * let go, and also when the stream is reset, for as long as the connection lasts; so one that holds
 * too many is closed. Thread-safe.
 */
final class HeldBuffers implements ByteBufferPool {
  /** Some large answers in each stream, of which a client reads one after another. */
  static final int MOST = 1_000;

  /** What any connection takes that reads a request and has its answer taken. */
  private static final int USUAL = 3;

  private final ByteBufferPool pool;
  private final Runnable closing;
  private final AtomicInteger ofAll;
  private final int mostOfAll;
  private int held;
  private boolean isForgotten;

  /**
   * @param closing closes the connection, once whoever asked for a buffer has done with it
   * @param ofAll how many all connections hold
   * @param mostOfAll so many that whoever holds more than usual is closed
   */
  HeldBuffers(ByteBufferPool pool, Runnable closing, AtomicInteger ofAll, int mostOfAll) {
    this.pool = pool;
    this.closing = closing;
    this.ofAll = ofAll;
    this.mostOfAll = mostOfAll;
  }

  @Override
  public PooledByteBuffer allocate() {
    Held one = new Held(pool.allocate());
    if (isTooMany()) {
      closing.run();
    }
    return one;
  }

  private synchronized boolean isTooMany() {
    if (isForgotten) {
      return false;
    }
    held++;
    return ofAll.incrementAndGet() > mostOfAll ? held > USUAL : held > MOST;
  }

  private synchronized void oneLess() {
    if (!isForgotten) {
      held--;
      ofAll.decrementAndGet();
    }
  }

  /** To be called when the connection is closed: what is not given back then is garbage. */
  synchronized void forget() {
    if (!isForgotten) {
      isForgotten = true;
      ofAll.addAndGet(-held);
    }
  }

  @Override
  public ByteBufferPool getArrayBackedPool() {
    return pool.getArrayBackedPool();
  }

  @Override
  public void close() {
    // It is others' too.
  }

  @Override
  public int getBufferSize() {
    return pool.getBufferSize();
  }

  @Override
  public boolean isDirect() {
    return pool.isDirect();
  }

  private final class Held implements PooledByteBuffer {
    private final PooledByteBuffer buffer;
    private final AtomicBoolean isGivenBack = new AtomicBoolean();

    Held(PooledByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer getBuffer() {
      return buffer.getBuffer();
    }

    @Override
    public void close() {
      if (isGivenBack.compareAndSet(false, true)) {
        oneLess();
        buffer.close();
      }
    }

    @Override
    public boolean isOpen() {
      return buffer.isOpen();
    }
  }
}
