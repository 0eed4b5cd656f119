package dev.kasava.keys.app;

import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.token.TrustedIssuer;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every HTTP door of one installation, served on one address. */
public final class HttpService implements AutoCloseable {
  private static final int FLUSH_MILLIS = 1_000;
  private static final int CHANGE_MILLIS = 100;
  private static final int SESSION_SWEEP_MILLIS = 1_000;
  private static final int SWEEP_MILLIS = 60_000;

  /**
   * @param host the address to bind
   * @param port 0 for any free one
   * @param publicUrl where people reach the server, without a path; null when under its address
   * @param issuers whose access tokens are taken besides our own
   */
  public record Options(
      String host, int port, @Nullable URI publicUrl, List<TrustedIssuer> issuers) {
    /** Options of a server that takes no tokens but its own. */
    public Options(String host, int port, @Nullable URI publicUrl) {
      this(host, port, publicUrl, List.of());
    }
  }

  private final Installation installation;
  private final Chores chores = new Chores();
  private final HttpDoors doors;
  private final Server server;
  private final String address;
  private volatile String publicUrl;

  private HttpService(Installation installation, Options options, int ioThreads) {
    this.installation = installation;
    URI url = options.publicUrl();
    this.publicUrl = url == null ? "" : url.toString();
    this.doors =
        new HttpDoors(installation, this::publicUrl, options.issuers(), LegacyLane.PATIENCE);
    this.server =
        Server.start(
            options.host(),
            options.port(),
            ioThreads,
            doors.handler(new HostNames(url, options.host())));
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    this.address = "http://" + host + ":" + server.port();
    if (url == null) {
      this.publicUrl = address;
    }
  }

  /** Sets up what needs no installation, to be done while one is opened. */
  static void getReady() {
    Server.getReady();
    var _ = new Json().mapper();
  }

  /**
   * Binds, serves, and notes in the data folder where.
   *
   * @throws dev.kasava.keys.token.IssuerException when an issuer cannot be used as described
   */
  public static HttpService start(Installation installation, Options options) {
    return start(installation, options, Server.IO_THREADS);
  }

  /** Likewise, with this many threads to serve the connections. */
  public static HttpService start(Installation installation, Options options, int ioThreads) {
    HttpService service = new HttpService(installation, options, ioThreads);
    installation.folder().writePublicUrl(service.publicUrl);
    service.startChores();
    return service;
  }

  private void startChores() {
    // Keeping the counts of very many keys must not take the processor from checking them.
    chores.every(
        FLUSH_MILLIS, "flushing usage", new Sparing(installation.meter()::flush, System::nanoTime));
    chores.inPieces("remembering keys", installation.authenticator().prefetch()::next);
    chores.every(CHANGE_MILLIS, "taking in changes", installation.authenticator()::catchUp);
    chores.every(CHANGE_MILLIS, "telling of changes", installation.changes()::poll);
    chores.every(SESSION_SWEEP_MILLIS, "sweeping sessions", doors.mcp()::sweep);
    chores.every(SWEEP_MILLIS, "sweeping", installation::sweep);
    chores.every(SWEEP_MILLIS, "tending signing keys", doors.tokens()::sweep);
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

  /** Finishes what is under way, then stops. The installation stays open. */
  @Override
  public void close() {
    doors.mcp().close();
    server.close();
    chores.close();
  }
}
