package dev.kasava.keys.token;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the public keys of an issuer: where the operator said, else where its metadata says (OpenID
 * Connect Discovery 1.0, section 4; RFC 8414, section 3).
 *
 * <p>Metadata comes from the network, so it may not send us just anywhere: keys are fetched from
 * the issuer's own scheme, host and port alone. Where an issuer keeps them elsewhere, the operator
 * names the address. Thread-safe.
 */
final class Discovery {
  private static final int MOST_KEYS = 100;

  private final Fetch fetch;
  private final URI issuer;
  private final @Nullable URI jwksUri;

  /**
   * @param jwksUri null to ask the issuer's metadata
   */
  Discovery(Fetch fetch, URI issuer, @Nullable URI jwksUri) {
    this.fetch = fetch;
    this.issuer = issuer;
    this.jwksUri = jwksUri;
  }

  /** Whether an operator may name it: encrypted on the way, or on this machine. */
  static boolean isSafe(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost())));
  }

  private static boolean isLoopback(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return bare.equals("localhost") || InetAddress.ofLiteral(bare).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The keys that are published now.
   *
   * @throws IssuerException when they cannot be had
   */
  JWKSet keys() {
    return parse(fetch.get(jwksUri == null ? discovered() : jwksUri), issuer.toString());
  }

  /**
   * @throws IssuerException when it is no set of public keys
   */
  static JWKSet parse(String text, String source) {
    JWKSet keys;
    try {
      keys = JWKSet.parse(text).toPublicJWKSet();
    } catch (ParseException | RuntimeException e) {
      // The library fails in other ways, too, where a null stands in place of an object.
      throw new IssuerException("The key set of " + source + " is not a JWK Set.");
    }
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new IssuerException("The key set of " + source + " has no keys, or too many.");
    }
    return keys;
  }

  private URI discovered() {
    IssuerException failure = null;
    for (URI metadata : addresses()) {
      try {
        return jwksUri(fetch.get(metadata));
      } catch (IssuerException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new IssuerException(issuer + " has no metadata.") : failure;
  }

  private List<URI> addresses() {
    String text = issuer.toString();
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
    return List.of(
        URI.create(bare + "/.well-known/openid-configuration"),
        URI.create(
            origin + "/.well-known/oauth-authorization-server" + bare.substring(origin.length())));
  }

  /**
   * Where the keys are, as the metadata says.
   *
   * @throws IssuerException when it says nothing that may be followed
   */
  URI jwksUri(String metadata) {
    Map<String, Object> fields;
    try {
      fields = JSONObjectUtils.parse(metadata, Fetch.MOST_BYTES);
    } catch (ParseException e) {
      throw new IssuerException("The metadata of " + issuer + " is not JSON.");
    }
    // The library answers null for the literal null.
    if (fields == null || !issuer.toString().equals(fields.get("issuer"))) {
      throw new IssuerException("The metadata of " + issuer + " is another issuer's.");
    }
    try {
      URI uri = new URI(String.valueOf(fields.get("jwks_uri")));
      if (isSafe(uri) && hasOriginOfIssuer(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // It is said below.
    }
    throw new IssuerException(
        "The keys of "
            + issuer
            + " lie on another host. If that is right, name them with --issuer-jwks.");
  }

  private boolean hasOriginOfIssuer(URI uri) {
    return origin(uri).equals(origin(issuer));
  }

  private static String origin(URI uri) {
    String scheme = uri.getScheme();
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
