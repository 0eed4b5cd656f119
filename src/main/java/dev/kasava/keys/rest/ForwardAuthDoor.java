package dev.kasava.keys.rest;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.PassedKey;
import dev.kasava.keys.http.Barrier;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Credential;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.ForwardAuth;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/auth}: whether a proxy (nginx, Caddy, Traefik) may let a request pass, and with
 * any path behind it the same for Envoy, which wants 200. Any method, since some proxies keep the
 * original one. Answers 204, 401 or 403 and no body: a body costs nginx the connection, and it
 * takes any other code for a failure. So a key beyond its limit is answered 403 too, and
 * Retry-After tells it apart.
 */
public final class ForwardAuthDoor {
  private static final String PATH = ForwardAuth.PATH;

  /** Envoy puts the path that it was asked for behind, and lets pass at 200 alone. */
  private static final String FOR_ENVOY = PATH + "/*";

  /** Neither an id nor a scope. */
  private static final String NONE = "-";

  private static final HttpString KEY_ID = new HttpString("X-Kasava-Key-Id");
  private static final HttpString OWNER = new HttpString("X-Kasava-Owner");
  private static final HttpString SCOPES = new HttpString("X-Kasava-Scopes");
  private static final List<HttpString> METHODS =
      List.of(
          Methods.GET,
          Methods.HEAD,
          Methods.POST,
          Methods.PUT,
          Methods.PATCH,
          Methods.DELETE,
          Methods.OPTIONS);

  private final Authenticator authenticator;
  private final Barrier barrier;
  private final Failures failures;

  public ForwardAuthDoor(Authenticator authenticator, Barrier barrier, Failures failures) {
    this.authenticator = authenticator;
    this.barrier = barrier;
    this.failures = failures;
  }

  public void addTo(Routes routes) {
    for (HttpString method : METHODS) {
      routes.add(method, PATH, this::handle).add(method, FOR_ENVOY, this::handle);
    }
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    Optional<List<Scope>> needed = neededScopes(exchange);
    if (needed.isEmpty()) {
      refuse(
          exchange, StatusCodes.FORBIDDEN, "Bearer realm=\"kasava\", error=\"insufficient_scope\"");
      return;
    }
    switch (Credential.in(exchange.getRequestHeaders())) {
      case Credential.None none ->
          refuse(
              exchange, StatusCodes.UNAUTHORIZED, Challenges.PLAIN.noCredential(PATH, List.of()));
      case Credential.Several several ->
          refuse(exchange, StatusCodes.UNAUTHORIZED, Challenges.PLAIN.severalCredentials());
      case Credential.Given(String text) -> judge(exchange, text, needed.get());
    }
  }

  private void judge(HttpServerExchange exchange, String credential, List<Scope> needed)
      throws Exception {
    if (authenticator.pass(
        credential, needed, Gate.clientOf(exchange), exchange, ForwardAuthDoor::accept)) {
      return;
    }
    Verdict verdict = authenticator.verifyFromMemory(credential, needed);
    if (verdict != null) {
      barrier.pass(exchange, verdict, ForwardAuthDoor::answer);
    } else {
      failures.onWorker(
          exchange,
          worker ->
              barrier.pass(
                  worker, authenticator.verify(credential, needed), ForwardAuthDoor::answer));
    }
  }

  private static void answer(HttpServerExchange exchange, Verdict verdict) {
    switch (verdict) {
      case Verdict.Accepted(var grant) ->
          accept(exchange, grant.keyId(), grant.owner(), grant.scopes().toString());
      case Verdict.Admitted(var grant) ->
          accept(exchange, grant.keyId(), grant.owner(), grant.scopes().toString());
      case Verdict.MissingScope missing ->
          refuse(exchange, StatusCodes.FORBIDDEN, Challenges.PLAIN.of(PATH, List.of(), missing));
      case Verdict.RateLimited limited -> refuse(exchange, StatusCodes.FORBIDDEN, null);
      case Verdict.Rejected rejected ->
          refuse(
              exchange, StatusCodes.UNAUTHORIZED, Challenges.PLAIN.of(PATH, List.of(), rejected));
    }
  }

  private static void accept(HttpServerExchange exchange, PassedKey key) {
    accept(exchange, key.id(), key.owner(), key.scopes());
  }

  /**
   * Each header has a value: a proxy that copies those which have one would let pass what the
   * client itself sent in place of another.
   *
   * @param key null for a token of another issuer
   */
  private static void accept(
      HttpServerExchange exchange, @Nullable KeyId key, OwnerId owner, String scopes) {
    exchange
        .getResponseHeaders()
        .put(KEY_ID, key == null ? NONE : key.value())
        .put(OWNER, owner.value())
        .put(SCOPES, scopes.isEmpty() ? NONE : scopes);
    if (isOfEnvoy(exchange)) {
      end(exchange, StatusCodes.OK);
    } else {
      Replies.endWithoutContent(exchange);
    }
  }

  private static boolean isOfEnvoy(HttpServerExchange exchange) {
    return exchange.getRequestPath().length() > PATH.length();
  }

  private static void refuse(HttpServerExchange exchange, int status, @Nullable String challenge) {
    if (challenge != null) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
    }
    end(exchange, status);
  }

  private static void end(HttpServerExchange exchange, int status) {
    exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, "0");
    exchange.setStatusCode(status);
    exchange.endExchange();
  }

  /**
   * The scopes asked for by {@code ?scope=}; empty when one is no scope, which no key has. The
   * query that Envoy sends is somebody else's.
   */
  private static Optional<List<Scope>> neededScopes(HttpServerExchange exchange) {
    Deque<String> values = exchange.getQueryParameters().get("scope");
    if (values == null || isOfEnvoy(exchange)) {
      return Optional.of(List.of());
    }
    List<Scope> needed = new ArrayList<>();
    for (String value : values) {
      for (String name : value.split("[ ,]+")) {
        Optional<Scope> scope = Scope.parse(name);
        if (scope.isEmpty()) {
          return Optional.empty();
        }
        needed.add(scope.get());
      }
    }
    return Optional.of(needed);
  }
}
