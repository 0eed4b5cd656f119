package dev.kasava.keys.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.xnio.Buffers;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A connection, when it was last heard of, and since when it has not taken what was to be written.
 * Any thread may write; all else is done on the connection's I/O thread. Nothing is allocated for a
 * request, and no clock is read.
 */
final class Watched {
  /** Whoever takes less than this within the patience is a slow reader. */
  static final int LEAST_TAKEN_BYTES = 32 * 1024;

  private static final ThreadLocal<long[]> READ = ThreadLocal.withInitial(() -> new long[1]);

  private final StreamConnection connection;
  private final Watch watch;
  private boolean hasBegun;
  private volatile int lastHeard;

  // Set by the one thread that writes; the watch looks at the first three.
  private volatile boolean isStuck;
  private volatile boolean isWaitedFor;
  private volatile int stuckSince;
  private int takenSince;

  Watched(StreamConnection connection, Watch watch) {
    this.connection = connection;
    this.watch = watch;
    this.lastHeard = watch.now();
    connection.getSourceChannel().setConduit(new Heard(connection.getSourceChannel().getConduit()));
    connection.getSinkChannel().setConduit(new Taken(connection.getSinkChannel().getConduit()));
  }

  /** Hands the connection on at once, to whoever reads its first bytes for a handshake. */
  void begin(ChannelListener<StreamConnection> next) {
    next.handleEvent(connection);
  }

  /** Hands the connection on as soon as there is something to read. */
  void awaitFirstByte(ChannelListener<StreamConnection> next) {
    ConduitStreamSourceChannel source = connection.getSourceChannel();
    source.setReadListener(
        readable -> {
          readable.suspendReads();
          heard();
          next.handleEvent(connection);
        });
    source.resumeReads();
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  void close() {
    IoUtils.safeClose(connection);
  }

  /** In ticks. */
  int lastHeard() {
    return lastHeard;
  }

  /** Whether nothing has come yet, or nothing after this tick and no request is under way. */
  boolean isQuiet(int tick) {
    return !hasBegun || (lastHeard - tick <= 0 && connection.getSourceChannel().isReadResumed());
  }

  /**
   * Whether it has kept the server waiting since this tick or before. A worker that waits for it
   * gives up by itself: Undertow does not cope with an exchange that two threads end.
   */
  boolean isLate(int tick) {
    if (!hasBegun) {
      return lastHeard - tick <= 0;
    }
    return isStuck && !isWaitedFor && stuckSince - tick <= 0;
  }

  /** How many bytes this thread has read of any connection. */
  static long readHere() {
    return READ.get()[0];
  }

  private void heard(long bytes) {
    READ.get()[0] += bytes;
    heard();
  }

  private void heard() {
    hasBegun = true;
    int now = watch.now();
    if (lastHeard != now) {
      lastHeard = now;
    }
  }

  private void taken(long bytes, boolean isAll) {
    if (isAll) {
      if (isStuck) {
        isStuck = false;
        isWaitedFor = false;
      }
    } else if (!isStuck || takenSince + bytes >= LEAST_TAKEN_BYTES) {
      takenSince = 0;
      stuckSince = watch.now();
      isStuck = true;
    } else {
      takenSince += (int) bytes;
    }
  }

  private final class Heard extends AbstractStreamSourceConduit<StreamSourceConduit> {
    Heard(StreamSourceConduit next) {
      super(next);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      int count = super.read(to);
      if (count > 0) {
        heard(count);
      }
      return count;
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
      long count = super.read(to, offset, length);
      if (count > 0) {
        heard(count);
      }
      return count;
    }
  }

  private final class Taken extends AbstractStreamSinkConduit<StreamSinkConduit> {
    Taken(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public void awaitWritable() throws IOException {
      awaitWritable(Watch.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
      isWaitedFor = true;
      if (isStuck && watch.isTooLong(stuckSince)) {
        watch.cut(Watched.this);
        throw new ClosedChannelException();
      }
      super.awaitWritable(Math.min(unit.toMillis(time), Watch.TICK_MILLIS), TimeUnit.MILLISECONDS);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      int count = super.write(from);
      taken(count, !from.hasRemaining());
      return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      long count = super.write(from, offset, length);
      taken(count, !Buffers.hasRemaining(from, offset, length));
      return count;
    }

    @Override
    public int writeFinal(ByteBuffer from) throws IOException {
      int count = super.writeFinal(from);
      taken(count, !from.hasRemaining());
      return count;
    }

    @Override
    public long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
      long count = super.writeFinal(from, offset, length);
      taken(count, !Buffers.hasRemaining(from, offset, length));
      return count;
    }
  }
}
