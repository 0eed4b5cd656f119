package dev.kasava.keys.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** Sends connections away that there is no room for. Used on one I/O thread. */
final class Refusals {
  private static final byte[] COME_BACK =
      """
      HTTP/1.1 503 Service Unavailable\r
      Retry-After: 1\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);
  private static final int ENOUGH_TO_READ = 16 * 1024;

  /** They take up files, too. */
  private static final int MOST_LEAVING = 16;

  private final ByteBuffer trash = ByteBuffer.allocate(ENOUGH_TO_READ);
  private int leaving;

  /** Answers before the request has come, and closes when it has: else the answer would be lost. */
  void comeBackLater(StreamConnection connection) {
    if (leaving == MOST_LEAVING) {
      IoUtils.safeClose(connection);
      return;
    }
    try {
      connection.getSinkChannel().write(ByteBuffer.wrap(COME_BACK));
      connection.getSinkChannel().shutdownWrites();
      connection.getSinkChannel().flush();
    } catch (IOException e) {
      IoUtils.safeClose(connection);
      return;
    }
    ConduitStreamSourceChannel source = connection.getSourceChannel();
    source.setReadListener(
        readable -> {
          try {
            readable.read(trash.clear());
          } catch (IOException e) {
            // It is closed all the same.
          }
          IoUtils.safeClose(connection);
        });
    source.resumeReads();
    leaving++;
    connection.getIoThread().executeAfter(() -> leave(connection), 1, TimeUnit.SECONDS);
  }

  private void leave(StreamConnection connection) {
    leaving--;
    IoUtils.safeClose(connection);
  }
}
