package dev.kasava.keys.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** An HTTP server on one address. Thread-safe. */
public final class Server implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_STREAMS = 100;
  private static final int HTTP2_WEIGHT = 10;

  /** Of a body that is not taken, too, so much is read over, for a client to hear the answer. */
  private static final long MOST_PASSED_BY = 64L * 1024 * 1024;

  private static final int IDLE_MILLIS = 90_000;
  private static final int SHUTDOWN_MILLIS = 5_000;
  private static final int WORKER_THREADS = 64;
  static final int BUFFER_BYTES = 16 * 1024 - 20;
  private static final int BACKLOG = 4_096;

  /** How many may be accepted that have not been looked at: others wait with the system. */
  private static final int ARRIVING = 100;

  /** Answers are small; by itself Linux would keep megabytes for each client that reads nothing. */
  private static final int SEND_BUFFER_BYTES = 128 * 1024;

  /** How many threads serve the connections: one a core, and two at least. */
  public static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** The largest body that any door takes. */
  public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private final XnioWorker worker;
  private final AcceptingChannel<? extends StreamConnection> accepting;
  private final Closing closing;
  private final Http2 http2;
  private final @Nullable UndertowXnioSsl ssl;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Server(
      XnioWorker worker,
      AcceptingChannel<? extends StreamConnection> accepting,
      Closing closing,
      Http2 http2,
      @Nullable UndertowXnioSsl ssl) {
    this.worker = worker;
    this.accepting = accepting;
    this.closing = closing;
    this.http2 = http2;
    this.ssl = ssl;
  }

  /** Sets up what every server needs, and a process only once. */
  public static void getReady() {
    var _ = Xnio.getInstance();
    // Each server is made known to it.
    var _ = ManagementFactory.getPlatformMBeanServer();
  }

  /**
   * Binds and serves.
   *
   * @param port 0 for any free one
   * @throws RuntimeException with a {@link java.net.BindException} as its cause when the address is
   *     taken
   */
  public static Server start(String host, int port, HttpHandler handler) {
    return start(host, port, IO_THREADS, Capacity.ofThisMachine(), null, new Traffic(), handler);
  }

  /**
   * Likewise, with this many threads to serve the connections.
   *
   * @param tls to serve TLS 1.2 or newer, with HTTP/2 for whoever asks for it; null for neither
   * @param traffic is told of the connections
   */
  public static Server start(
      String host,
      int port,
      int ioThreads,
      Capacity capacity,
      @Nullable Tls tls,
      Traffic traffic,
      HttpHandler handler) {
    Closing closing = new Closing(handler);
    HttpHandler root = new Trailers(new Prompt(closing, capacity.patience()));
    ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
    OptionMap options = options(capacity.patience());
    HttpOpenListener http = new HttpOpenListener(buffers, options);
    http.setRootHandler(root);
    Http2 http2 = new Http2(buffers, options, capacity, root);
    ChannelListener<StreamConnection> next =
        tls == null
            ? http
            : new AlpnOpenListener(buffers, options, http)
                .addProtocol(Http2OpenListener.HTTP2, http2, HTTP2_WEIGHT);
    Connections connections = new Connections(next, tls != null, capacity, ioThreads, traffic);
    OptionMap sockets = sockets(ioThreads, capacity.connections());
    XnioWorker worker = worker(ioThreads);
    try {
      UndertowXnioSsl ssl = tls == null ? null : ssl(worker, tls.first());
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      var accepting = bound(worker, ssl, address, connections, sockets);
      accepting.resumeAccepts();
      return new Server(worker, accepting, closing, http2, ssl);
    } catch (IOException e) {
      worker.shutdownNow();
      throw new UncheckedIOException(e);
    }
  }

  private static UndertowXnioSsl ssl(XnioWorker worker, SSLContext context) {
    return new UndertowXnioSsl(
        worker.getXnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, true), context);
  }

  private static AcceptingChannel<? extends StreamConnection> bound(
      XnioWorker worker,
      @Nullable UndertowXnioSsl ssl,
      InetSocketAddress address,
      Connections connections,
      OptionMap sockets)
      throws IOException {
    return ssl == null
        ? worker.createStreamConnectionServer(
            address, ChannelListeners.openListenerAdapter(connections), sockets)
        : ssl.createSslConnectionServer(
            worker,
            address,
            ChannelListeners.openListenerAdapter(connections),
            secured(sockets, ssl.getSslContext()));
  }

  /** How many buffers the connections of HTTP/2 hold. */
  int heldBuffers() {
    return http2.held();
  }

  private static OptionMap secured(OptionMap sockets, SSLContext context) {
    return OptionMap.builder()
        .addAll(sockets)
        .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Tls.PROTOCOLS))
        .set(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(Tls.cipherSuites(context)))
        .getMap();
  }

  /** HTTP/2 is for whoever asks for it in the handshake, and not for whoever begins with it. */
  private static OptionMap options(Duration patience) {
    return OptionMap.builder()
        .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .set(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
        .set(UndertowOptions.MAX_ENTITY_SIZE, MOST_PASSED_BY)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) patience.toMillis())
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
        .set(UndertowOptions.DECODE_URL, true)
        .set(UndertowOptions.ALWAYS_SET_DATE, true)
        .set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_STREAMS)
        .set(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
        .getMap();
  }

  private static OptionMap sockets(int ioThreads, int connections) {
    return OptionMap.builder()
        .set(Options.WORKER_IO_THREADS, ioThreads)
        .set(Options.TCP_NODELAY, true)
        .set(Options.REUSE_ADDRESSES, true)
        .set(Options.BACKLOG, BACKLOG)
        .set(Options.SEND_BUFFER, SEND_BUFFER_BYTES)
        .set(Options.CONNECTION_HIGH_WATER, connections + ARRIVING)
        .set(Options.CONNECTION_LOW_WATER, connections + ARRIVING)
        .getMap();
  }

  private static XnioWorker worker(int ioThreads) {
    try {
      return Xnio.getInstance(Server.class.getClassLoader())
          .createWorker(
              OptionMap.builder()
                  .set(Options.WORKER_IO_THREADS, ioThreads)
                  .set(Options.WORKER_TASK_CORE_THREADS, WORKER_THREADS)
                  .set(Options.WORKER_TASK_MAX_THREADS, WORKER_THREADS)
                  .getMap());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows another identity to whoever connects from now on. */
  public void use(SSLContext context) {
    if (ssl != null) {
      ssl.updateSSLContext(context);
    }
  }

  /** The port that it is bound to. */
  public int port() {
    return accepting.getLocalAddress(InetSocketAddress.class).getPort();
  }

  /** Takes no new requests, lets those under way finish for a while, and ends; once. */
  @Override
  public void close() {
    // What XNIO's threads have to close waits for ever when they have ended.
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    try {
      closing.close(SHUTDOWN_MILLIS);
      IoUtils.safeClose(accepting);
      worker.shutdown();
      worker.awaitTermination();
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
