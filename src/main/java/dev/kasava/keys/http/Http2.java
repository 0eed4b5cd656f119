package dev.kasava.keys.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Undertow's HTTP/2, with limits for what a connection may hold back: what Undertow calls a
 * connection there is one stream of it, and closing that sets no memory free. Thread-safe.
 */
final class Http2 implements DelegateOpenListener {
  private final ByteBufferPool buffers;
  private final Capacity capacity;
  private final AtomicInteger held = new AtomicInteger();
  private volatile OptionMap options;
  private volatile HttpHandler root;

  Http2(ByteBufferPool buffers, OptionMap options, Capacity capacity, HttpHandler root) {
    this.buffers = buffers;
    this.options = options;
    this.capacity = capacity;
    this.root = root;
  }

  @Override
  public void handleEvent(StreamConnection connection, PooledByteBuffer read) {
    Runnable closing = () -> connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
    HeldBuffers own = new HeldBuffers(buffers, closing, held, capacity.buffers());
    connection.setCloseListener(closed -> own.forget());
    Http2OpenListener one = new Http2OpenListener(own, options);
    one.setRootHandler(new Delivery(root, connection, capacity.patience()));
    one.handleEvent(connection, read);
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    throw new IllegalStateException("HTTP/2 begins with what was read to tell that it is");
  }

  /** How many buffers all connections hold that are open. */
  int held() {
    return held.get();
  }

  @Override
  public HttpHandler getRootHandler() {
    return root;
  }

  @Override
  public void setRootHandler(HttpHandler handler) {
    root = handler;
  }

  @Override
  public OptionMap getUndertowOptions() {
    return options;
  }

  @Override
  public void setUndertowOptions(OptionMap map) {
    options = map;
  }

  @Override
  public ByteBufferPool getBufferPool() {
    return buffers;
  }

  @Override
  public ConnectorStatistics getConnectorStatistics() {
    throw new UnsupportedOperationException("nothing is counted here");
  }
}
