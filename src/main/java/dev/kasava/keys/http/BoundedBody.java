package dev.kasava.keys.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body that is looked at each time that it is read, in whatever way. Used by one thread at a
 * time, as all bodies are.
 */
abstract class BoundedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
  BoundedBody(StreamSourceConduit next) {
    super(next);
  }

  /**
   * Called after each read; closes the connection and throws where a bound is passed.
   *
   * @param count how many bytes of the body were read, 0 for none yet, -1 at its end
   * @param raw how many bytes were read of the connection for that
   */
  abstract void check(long count, long raw) throws IOException;

  @Override
  public final int read(ByteBuffer to) throws IOException {
    long before = Watched.readHere();
    int count = next.read(to);
    check(count, Watched.readHere() - before);
    return count;
  }

  @Override
  public final long read(ByteBuffer[] to, int offset, int length) throws IOException {
    long before = Watched.readHere();
    long count = next.read(to, offset, length);
    check(count, Watched.readHere() - before);
    return count;
  }

  @Override
  public final long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public final long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
  }
}
