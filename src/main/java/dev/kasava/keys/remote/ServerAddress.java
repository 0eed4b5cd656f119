package dev.kasava.keys.remote;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Addresses of servers as people write them. */
public final class ServerAddress {
  /** What a person is told who wrote something else. */
  public static final String EXPECTED =
      "A server is named like http://127.0.0.1:8787 or https://keys.example.com, without a path.";

  private ServerAddress() {}

  /** The address in its one spelling: scheme and host in small letters, no slash at the end. */
  public static Optional<URI> parse(String text) {
    String bare = text.strip();
    try {
      URI url = new URI(bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      boolean fits =
          (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && url.getRawPath().isEmpty()
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getRawUserInfo() == null;
      return fits
          ? Optional.of(
              new URI(
                  scheme,
                  null,
                  url.getHost().toLowerCase(Locale.ROOT),
                  url.getPort(),
                  null,
                  null,
                  null))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The address of a page, as a server gives it; empty when no browser should open it. */
  static Optional<URI> link(String text) {
    try {
      URI url = new URI(text);
      return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
              && url.getHost() != null
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether keys would travel there unencrypted. */
  public static boolean isExposed(URI server) {
    String host = server.getHost();
    return server.getScheme().equals("http")
        && !host.equals("localhost")
        && !host.endsWith(".localhost")
        && !isLoopbackLiteral(host);
  }

  private static boolean isLoopbackLiteral(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.ofLiteral(bare).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
