package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of every door: requests that two parsers could read differently, that come under
 * a foreign host name (DNS rebinding), or from a page of another site, end here. Thread-safe.
 */
public final class Guard implements HttpHandler {
  /** As texts: methods are case-sensitive (RFC 9110, section 9.1), these objects are not. */
  private static final Set<String> METHODS =
      Stream.of(
              Methods.GET,
              Methods.HEAD,
              Methods.POST,
              Methods.PUT,
              Methods.PATCH,
              Methods.DELETE,
              Methods.OPTIONS)
          .map(HttpString::toString)
          .collect(Collectors.toUnmodifiableSet());

  /** What routers and proxies are known to read differently. */
  private static final List<String> UNPLAIN =
      List.of("//", "/./", "/..", ";", "\\", "%2f", "%2e", "%5c", "%00");

  /** RFC 6797: for a year, this name alone. */
  private static final String HSTS = "max-age=31536000";

  private static final String UNPLAIN_STARTS = "/;\\%";

  private final HostNames hosts;
  private final Set<String> watched;
  private final Replies replies;
  private final HttpHandler next;

  /**
   * @param watched paths for monitors and balancers, who ask an address, or name no host at all
   *     (HTTP/1.0)
   */
  public Guard(HostNames hosts, Set<String> watched, Replies replies, HttpHandler next) {
    this.hosts = hosts;
    this.watched = watched;
    this.replies = replies;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    harden(exchange);
    Problem problem = problemWith(exchange);
    if (problem == null) {
      next.handleRequest(exchange);
    } else {
      // Whatever else was sent on this connection is not to be believed.
      exchange.setPersistent(false);
      replies.problem(exchange, problem);
    }
  }

  private static void harden(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .put(Headers.X_FRAME_OPTIONS, "DENY")
        .put(Headers.REFERRER_POLICY, "same-origin")
        .put(Headers.CACHE_CONTROL, "no-store");
    if (exchange.getRequestScheme().equals("https") && !isLocal(exchange)) {
      exchange.getResponseHeaders().put(Headers.STRICT_TRANSPORT_SECURITY, HSTS);
    }
  }

  /** A browser would insist on TLS for everything else that is developed on the same machine. */
  private static boolean isLocal(HttpServerExchange exchange) {
    return "localhost".equalsIgnoreCase(exchange.getHostName());
  }

  private @Nullable Problem problemWith(HttpServerExchange exchange) {
    if (!METHODS.contains(exchange.getRequestMethod().toString())) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD, POST, PATCH, DELETE");
      return Problem.of(
          StatusCodes.METHOD_NOT_ALLOWED,
          "method-not-allowed",
          "Method not allowed",
          "This method is not served here.");
    }
    if (!isPlainPath(exchange.getRequestURI())) {
      return Problems.badRequest(
          "The path has to be normalised: no encoded slashes, dots, or double slashes.");
    }
    HeaderValues encodings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
    if (encodings != null && !isChunked(exchange, encodings)) {
      return Problems.badRequest("The only transfer encoding served here is chunked.");
    }
    return ForwardAuth.isAskedAt(exchange.getRequestPath()) ? null : foreign(exchange);
  }

  /** RFC 9112, section 6.1: chunked, once, and not in a version that does not know it. */
  private static boolean isChunked(HttpServerExchange exchange, HeaderValues encodings) {
    return encodings.size() == 1
        && encodings.getFirst().strip().equalsIgnoreCase("chunked")
        && !exchange.getProtocol().equals(Protocols.HTTP_1_0);
  }

  private @Nullable Problem foreign(HttpServerExchange exchange) {
    HeaderValues host = exchange.getRequestHeaders().get(Headers.HOST);
    if (!isKnown(exchange, host)) {
      return Problems.unknownHost();
    }
    HeaderValues origin = exchange.getRequestHeaders().get(Headers.ORIGIN);
    if (origin != null
        && (origin.size() != 1
            || !isOurs(origin.getFirst(), host == null ? "" : host.getFirst()))) {
      return Problems.forbiddenOrigin();
    }
    return null;
  }

  private boolean isKnown(HttpServerExchange exchange, @Nullable HeaderValues host) {
    if (host == null) {
      return isWatched(exchange);
    }
    String name = host.getFirst();
    return host.size() == 1
        && (hosts.knows(name) || (HostNames.isAddress(name) && isWatched(exchange)));
  }

  private boolean isWatched(HttpServerExchange exchange) {
    return watched.contains(exchange.getRequestPath());
  }

  private boolean isOurs(String origin, String host) {
    if (hosts.isPublicOrigin(origin)) {
      return true;
    }
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPlainPath(String uri) {
    int query = uri.indexOf('?');
    int end = query < 0 ? uri.length() : query;
    for (int i = 0; i < end; i++) {
      if (UNPLAIN_STARTS.indexOf(uri.charAt(i)) >= 0 && isUnplain(uri, i, end)) {
        return false;
      }
    }
    return uri.startsWith("/");
  }

  private static boolean isUnplain(String uri, int at, int end) {
    for (String unplain : UNPLAIN) {
      if (at + unplain.length() <= end
          && uri.regionMatches(true, at, unplain, 0, unplain.length())) {
        return true;
      }
    }
    return false;
  }
}
