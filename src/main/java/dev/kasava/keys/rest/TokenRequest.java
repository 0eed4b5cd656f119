package dev.kasava.keys.rest;

import dev.kasava.keys.http.Credential;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.IssueToken;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request for a token: token exchange (RFC 8693, section 2.1) or client credentials (RFC
 * 6749, section 4.4). The key comes once: in a header, as the subject token, or as the client's
 * secret.
 */
final class TokenRequest {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String CLIENT_CREDENTIALS = "client_credentials";
  private static final String TOKEN_TYPES = "urn:ietf:params:oauth:token-type:";
  private static final Set<String> SUBJECT_TYPES =
      Set.of(TOKEN_TYPES + "access_token", "urn:kasava:keys:token-type:api-key");
  private static final Set<String> WANTED_TYPES =
      Set.of(TOKEN_TYPES + "access_token", TOKEN_TYPES + "jwt");
  private static final Set<String> MAY_REPEAT = Set.of("resource", "audience");
  private static final List<String> KNOWN =
      List.of(
          "grant_type",
          "scope",
          "subject_token",
          "subject_token_type",
          "requested_token_type",
          "actor_token",
          "client_id",
          "client_secret");

  /** Where the key stood, which decides how a bad one is refused. */
  enum Place {
    BEARER,
    BASIC,
    BODY,
    SUBJECT
  }

  /** What was read. */
  sealed interface Read {
    /**
     * @param clientId the id of the key, where the client gave it; null otherwise
     */
    record Good(String key, Place place, @Nullable String clientId, IssueToken.Request request)
        implements Read {
      @Override
      public String toString() {
        return "Good[redacted]";
      }
    }

    /**
     * @param code as RFC 6749, section 5.2, and RFC 8693, section 2.2.2, name it
     */
    record Bad(String code, String description) implements Read {}

    /** No key came with it. */
    record Absent(String description) implements Read {}
  }

  /** A key, and where it stood. */
  private record Key(String text, Place place, @Nullable String clientId) {}

  private final HeaderMap headers;
  private final Form form;

  private TokenRequest(HeaderMap headers, Form form) {
    this.headers = headers;
    this.form = form;
  }

  static Read read(HeaderMap headers, Form form) {
    return new TokenRequest(headers, form).read();
  }

  private Read read() {
    if (KNOWN.stream().anyMatch(name -> form.all(name).size() > 1)) {
      return new Read.Bad("invalid_request", "A parameter stands there more than once.");
    }
    String grantType = form.one("grant_type");
    if (!Set.of("", EXCHANGE, CLIENT_CREDENTIALS).contains(grantType)) {
      return new Read.Bad("unsupported_grant_type", "Use client_credentials or " + EXCHANGE + ".");
    }
    if (grantType.equals(EXCHANGE)) {
      String misfit = misfitOfExchange();
      if (misfit != null) {
        return new Read.Bad("invalid_request", misfit);
      }
    }
    List<Key> keys = keys(grantType);
    return switch (keys.size()) {
      case 0 ->
          new Read.Absent(
              "Send your API key, as X-API-Key, as a Bearer token, as subject_token or as"
                  + " client_secret.");
      case 1 -> request(keys.getFirst());
      default -> new Read.Bad("invalid_request", "Send the API key once.");
    };
  }

  private @Nullable String misfitOfExchange() {
    if (!form.one("actor_token").isEmpty()) {
      return "An actor_token is not taken here.";
    }
    String wanted = form.one("requested_token_type");
    if (!wanted.isEmpty() && !WANTED_TYPES.contains(wanted)) {
      return "The requested_token_type can only be an access token.";
    }
    boolean hasSubject = !form.one("subject_token").isEmpty();
    return hasSubject && !SUBJECT_TYPES.contains(form.one("subject_token_type"))
        ? "The subject_token has to be an API key, with the subject_token_type "
            + "urn:kasava:keys:token-type:api-key."
        : null;
  }

  private List<Key> keys(String grantType) {
    List<Key> keys = new ArrayList<>();
    String clientId = form.one("client_id").isEmpty() ? null : form.one("client_id");
    switch (Credential.in(headers)) {
      case Credential.Given(String text) -> keys.add(new Key(text, Place.BEARER, clientId));
      case Credential.Several several -> {
        keys.add(new Key("", Place.BEARER, null));
        keys.add(new Key("", Place.BEARER, null));
      }
      case Credential.None none -> {
        Key basic = basic(headers.getFirst(Headers.AUTHORIZATION));
        if (basic != null) {
          keys.add(basic);
        }
      }
    }
    if (!form.one("client_secret").isEmpty()) {
      keys.add(new Key(form.one("client_secret"), Place.BODY, clientId));
    }
    if (grantType.equals(EXCHANGE) && !form.one("subject_token").isEmpty()) {
      keys.add(new Key(form.one("subject_token"), Place.SUBJECT, clientId));
    }
    return keys;
  }

  /** The client's id and secret, each form-encoded (RFC 6749, section 2.3.1). */
  private static @Nullable Key basic(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        return new Key("", Place.BASIC, null);
      }
      String id = URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8);
      return new Key(
          URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8),
          Place.BASIC,
          id.isEmpty() ? null : id);
    } catch (IllegalArgumentException e) {
      return new Key("", Place.BASIC, null);
    }
  }

  private Read request(Key key) {
    List<String> targets = new ArrayList<>();
    MAY_REPEAT.forEach(
        name -> form.all(name).stream().filter(text -> !text.isEmpty()).forEach(targets::add));
    if (targets.size() > 1) {
      return new Read.Bad(
          "invalid_target", "A token is for one audience. Ask for one token for each.");
    }
    boolean isUri = !form.one("resource").isEmpty();
    String scope = form.one("scope").strip();
    List<String> scopes = scope.isEmpty() ? null : Arrays.asList(scope.split(" +"));
    return new Read.Good(
        key.text(),
        key.place(),
        key.clientId(),
        new IssueToken.Request(targets.isEmpty() ? null : targets.getFirst(), isUri, scopes));
  }

  /** Whether the id that the client gave, if any, is the key's. */
  static boolean isClient(@Nullable String clientId, KeyId key) {
    return clientId == null || clientId.equals(key.value());
  }
}
