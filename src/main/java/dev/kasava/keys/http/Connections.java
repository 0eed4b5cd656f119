package dev.kasava.keys.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Lets connections in: so many at a time, and none that keeps the server waiting. Thread-safe; each
 * I/O thread watches its own, so that no lock is taken.
 */
final class Connections implements ChannelListener<StreamConnection> {
  private final ChannelListener<StreamConnection> next;
  private final boolean isSecured;
  private final Capacity ofThread;
  private final Traffic traffic;
  private final ConcurrentMap<XnioIoThread, Watch> watches = new ConcurrentHashMap<>();

  /**
   * @param next speaks HTTP with those that are let in
   * @param isSecured whether a connection begins with a handshake
   * @param capacity spread evenly over the I/O threads
   */
  Connections(
      ChannelListener<StreamConnection> next,
      boolean isSecured,
      Capacity capacity,
      int ioThreads,
      Traffic traffic) {
    this.next = next;
    this.isSecured = isSecured;
    this.ofThread =
        new Capacity(Math.max(1, capacity.connections() / ioThreads), capacity.patience());
    this.traffic = traffic;
  }

  /** Called on the connection's own I/O thread. */
  @Override
  public void handleEvent(StreamConnection connection) {
    watches.computeIfAbsent(connection.getIoThread(), this::watch).admit(connection);
  }

  private Watch watch(XnioIoThread thread) {
    Watch watch = new Watch(thread, next, isSecured, ofThread, traffic);
    watch.begin();
    return watch;
  }
}
