package dev.kasava.keys.app;

import dev.kasava.keys.http.Capacity;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.http.Tls;
import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.Traffic;
import dev.kasava.keys.http.TrustedProxies;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.service.Retention;
import dev.kasava.keys.token.TrustedIssuer;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every HTTP door of one installation, served on one address. */
public final class HttpService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpService.class);
  private static final int TLS_MILLIS = 2_000;
  private static final int SEEN_MILLIS = 60_000;

  /**
   * @param host the address to bind
   * @param port 0 for any free one
   * @param publicUrl where people reach the server, without a path; null when under its address
   * @param issuers whose access tokens are taken besides our own
   * @param records how long audit records and the digests of ended secrets are kept
   * @param tls where certificate and key lie; null to serve without TLS
   * @param proxies whose word is taken for who calls
   */
  public record Options(
      String host,
      int port,
      @Nullable URI publicUrl,
      List<TrustedIssuer> issuers,
      Duration records,
      @Nullable TlsFiles tls,
      TrustedProxies proxies) {
    /** Options of a server that keeps records as long as usual, without TLS or proxies. */
    public Options(String host, int port, @Nullable URI publicUrl, List<TrustedIssuer> issuers) {
      this(host, port, publicUrl, issuers, Retention.RECORDS, null, TrustedProxies.NONE);
    }

    /** Options of a server that takes no tokens but its own. */
    public Options(String host, int port, @Nullable URI publicUrl) {
      this(host, port, publicUrl, List.of());
    }
  }

  private final Installation installation;
  private final Chores chores = new Chores();
  private final HttpDoors doors;
  private final @Nullable Tls tls;
  private final Server server;
  private final @Nullable SeenChanges seenChanges;
  private final String address;
  private volatile String publicUrl;
  private boolean isClosed;

  private HttpService(Installation installation, Options options, int ioThreads) {
    this.installation = installation;
    URI url = options.publicUrl();
    this.publicUrl = url == null ? "" : url.toString();
    this.doors =
        new HttpDoors(installation, this::publicUrl, options.issuers(), LegacyLane.PATIENCE);
    TlsFiles files = options.tls();
    this.tls = files == null ? null : new Tls(files, installation.clock());
    this.seenChanges =
        installation.folder().readDatabaseUrl().isPresent()
            ? new SeenChanges(installation.folder(), installation.keys())
            : null;
    Traffic traffic = new Traffic();
    HttpHandler handler =
        options.proxies().around(doors.handler(new HostNames(url, options.host()), traffic));
    this.server =
        Server.start(
            options.host(),
            options.port(),
            ioThreads,
            Capacity.ofThisMachine(),
            tls,
            traffic,
            handler);
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    this.address = (tls == null ? "http://" : "https://") + host + ":" + server.port();
    if (url == null) {
      this.publicUrl = address;
    }
  }

  /** Sets up what needs no installation, to be done while one is opened. */
  static void getReady() {
    Server.getReady();
    // The first text that is read sets up the constants of BigDecimal, which is long work.
    new Json().mapper().readTree("{}");
  }

  /**
   * Binds, serves, and notes in the data folder where.
   *
   * @throws dev.kasava.keys.token.IssuerException when an issuer cannot be used as described
   * @throws dev.kasava.keys.http.TlsException when certificate and key cannot be used
   */
  public static HttpService start(Installation installation, Options options) {
    return start(installation, options, Server.IO_THREADS);
  }

  /** Likewise, with this many threads to serve the connections. */
  public static HttpService start(Installation installation, Options options, int ioThreads) {
    HttpService service = new HttpService(installation, options, ioThreads);
    try {
      installation.folder().writePublicUrl(service.publicUrl);
      warnOfPlainText(options);
      service.startChores(options.records());
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  /** Warns where keys could be read on their way. */
  static void warnOfPlainText(Options options) {
    boolean isLocal = new InetSocketAddress(options.host(), 0).getAddress().isLoopbackAddress();
    if (!isLocal && options.tls() == null && options.proxies().isEmpty()) {
      log.warn(
          "Keys travel unencrypted to {}. Serve TLS, or put a proxy with TLS in front.",
          options.host());
    }
  }

  private void startChores(Duration records) {
    Upkeep.of(installation, doors, records)
        .forEach(chore -> chores.every(chore.millis(), chore.name(), chore.turn()));
    chores.inPieces("remembering keys", installation.authenticator().prefetch()::next);
    Tls identity = tls;
    if (identity != null) {
      chores.every(TLS_MILLIS, "looking at the certificate", () -> identity.look(server::use));
    }
    SeenChanges seen = seenChanges;
    if (seen != null) {
      chores.atOnceAndEvery(SEEN_MILLIS, "looking how far the database is", seen::look);
    }
  }

  /** Where this machine reaches the server, for example {@code http://127.0.0.1:8787}. */
  public String address() {
    return address;
  }

  /** Where people reach the server. */
  public String publicUrl() {
    return publicUrl;
  }

  /** A link that signs a person in once, as the holder of this key. */
  public String signInLink(KeyId key) {
    return doors.signInLink(key);
  }

  /** Finishes what is under way, then stops; once. The installation stays open. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    doors.mcp().close();
    installation.changes().end();
    server.close();
    chores.close();
    if (seenChanges != null) {
      seenChanges.lookAtTheEnd();
    }
  }
}
