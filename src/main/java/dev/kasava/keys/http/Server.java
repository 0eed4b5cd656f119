package dev.kasava.keys.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.Xnio;

/** An HTTP server on one address. Thread-safe. */
public final class Server implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_STREAMS = 100;
  private static final int HEADER_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 90_000;
  private static final int SHUTDOWN_MILLIS = 5_000;

  /** How many threads serve the connections: one a core, and two at least. */
  public static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** The largest body that any door takes. */
  public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private final Undertow undertow;
  private final GracefulShutdownHandler graceful;

  private Server(Undertow undertow, GracefulShutdownHandler graceful) {
    this.undertow = undertow;
    this.graceful = graceful;
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
    return start(host, port, IO_THREADS, handler);
  }

  /** Likewise, with this many threads to serve the connections. */
  public static Server start(String host, int port, int ioThreads, HttpHandler handler) {
    return start(listening(host, port, ioThreads), handler);
  }

  /** Likewise over TLS 1.2 or newer, with HTTP/2 for whoever asks for it. */
  public static Server start(String host, int port, int ioThreads, Tls tls, HttpHandler handler) {
    SSLContext context = tls.first();
    return start(
        limited(ioThreads)
            .addHttpsListener(port, host, context)
            .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Tls.PROTOCOLS))
            .setSocketOption(
                Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(Tls.cipherSuites(context)))
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_STREAMS),
        handler);
  }

  private static Server start(Undertow.Builder builder, HttpHandler handler) {
    GracefulShutdownHandler graceful = new GracefulShutdownHandler(handler);
    Undertow undertow = builder.setHandler(graceful).build();
    undertow.start();
    return new Server(undertow, graceful);
  }

  /** What listens with the limits of this server, and has no handler yet. */
  public static Undertow.Builder listening(String host, int port, int ioThreads) {
    return limited(ioThreads).addHttpListener(port, host);
  }

  private static Undertow.Builder limited(int ioThreads) {
    return Undertow.builder()
        .setIoThreads(ioThreads)
        .setWorkerThreads(64)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_BODY_BYTES)
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEADER_MILLIS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
        .setServerOption(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
        .setServerOption(UndertowOptions.DECODE_URL, true)
        .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true);
  }

  /** Shows another identity to whoever connects from now on. */
  public void use(SSLContext context) {
    undertow.getListenerInfo().getFirst().setSslContext(context);
  }

  /** The port that it is bound to. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
  }

  /** Takes no new requests, lets those under way finish for a while, and ends. */
  @Override
  public void close() {
    graceful.shutdown();
    try {
      graceful.awaitShutdown(SHUTDOWN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    undertow.stop();
  }
}
