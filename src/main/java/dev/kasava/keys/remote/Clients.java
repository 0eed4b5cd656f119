package dev.kasava.keys.remote;

import java.net.URI;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Java's HTTP client, for servers. Whom the program trusts is settled when it is about to make its
 * first TLS connection: most starts make none, and should not wait for it. Thread-safe.
 */
public final class Clients {
  /** Null once it was done, or where nothing is to be. */
  private static @Nullable Runnable settling;

  private Clients() {}

  /**
   * @param settling has Java's default TLS context trust whom it should; runs once, if ever; null
   *     for nobody but whom Java does
   */
  public static synchronized void beforeTls(@Nullable Runnable settling) {
    Clients.settling = settling;
  }

  /** What a client for this server is built with. */
  public static HttpClient.Builder to(URI server) {
    if ("https".equalsIgnoreCase(server.getScheme())) {
      settle();
    }
    return HttpClient.newBuilder();
  }

  /** Whoever comes meanwhile waits until it is done. */
  private static synchronized void settle() {
    Runnable first = settling;
    settling = null;
    if (first != null) {
      first.run();
    }
  }
}
