package dev.kasava.keys.cli;

import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.TrustedProxies;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.token.TrustedIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands need of the program's other parts, which are loaded only when they are used. */
public interface Backend {
  /**
   * @param publicUrl where people reach the server; null when under its address
   * @param keyPrefix for a new data folder; null for the usual one
   * @param issuers whose access tokens are taken besides our own
   * @param records how long audit records and the digests of ended secrets are kept
   * @param tls where certificate and key lie; null to serve without TLS
   * @param proxies whose word is taken for who calls
   * @param isLogJson whether the log is JSON lines rather than text
   */
  record ServeOptions(
      String host,
      int port,
      @Nullable URI publicUrl,
      @Nullable String keyPrefix,
      @Nullable String database,
      Duration grace,
      List<TrustedIssuer> issuers,
      Duration records,
      @Nullable TlsFiles tls,
      TrustedProxies proxies,
      boolean isLogJson) {}

  /** Serves until the process is told to end. */
  int serve(ServeOptions options);

  /**
   * Serves MCP over standard input and output until the input ends.
   *
   * @param key the key to act with; null for the operator
   */
  int mcp(@Nullable Secret key);

  /**
   * Serves MCP over standard input and output until the input ends, on a server.
   *
   * @param holder whose key, as {@link dev.kasava.keys.keychain.Account#holder} has it
   */
  int bridge(URI server, String holder);

  /**
   * The data folder's own keys.
   *
   * @param key the key to act with; null for the operator
   */
  Keys local(@Nullable Secret key);

  /**
   * Likewise for the operator, on behalf of one of several owners.
   *
   * @param owner the id or the name
   */
  Keys localOf(String owner);

  /** The data folder's owners, for the operator. */
  Owners owners();

  /** The data folder's keys, to be taken in and handed out, for the operator. */
  Transfers transfers();

  /** The data folder's backups, for the operator. */
  Backups backups();

  /** Moves to another database, for the operator. */
  Moves moves();

  /** The peppers of the data folder. */
  PepperKeeper peppers();

  /** Where the server of the data folder is reached, as it noted; empty when it never ran. */
  Optional<URI> notedServer();

  /** What {@code doctor} looks at in the data folder. */
  List<Check> checkDataFolder();

  /**
   * @param remedy what to do; empty when it is well
   */
  record Check(String name, boolean isWell, String finding, String remedy) {}
}
