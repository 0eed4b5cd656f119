package dev.kasava.keys.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Scope;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /.well-known/}: our public keys, and, only where there is an issuer to go to, which ones
 * we trust (RFC 9728): a client that found metadata without an authorization server would be led
 * into a dead end.
 */
public final class WellKnownDoor {
  private static final String RESOURCE = "/.well-known/oauth-protected-resource";
  private static final List<String> RESOURCES = List.of("", "/mcp");

  /** How long a verifier may keep our keys; each is published two days before it signs. */
  private static final String KEEP_KEYS = "public, max-age=3600";

  private record Metadata(
      String resource,
      @JsonProperty("authorization_servers") List<String> authorizationServers,
      @JsonProperty("scopes_supported") List<String> scopesSupported,
      @JsonProperty("bearer_methods_supported") List<String> bearerMethodsSupported,
      @JsonProperty("resource_name") String resourceName) {}

  private final Supplier<String> keys;
  private final Supplier<String> publicUrl;
  private final List<String> issuers;
  private final Replies replies;
  private final Failures failures;

  /**
   * @param keys our public keys as a JWK Set; may block
   * @param issuers whose tokens are taken besides our own; may be empty
   */
  public WellKnownDoor(
      Supplier<String> keys,
      Supplier<String> publicUrl,
      List<String> issuers,
      Replies replies,
      Failures failures) {
    this.keys = keys;
    this.publicUrl = publicUrl;
    this.issuers = issuers;
    this.replies = replies;
    this.failures = failures;
  }

  public void addTo(Routes routes) {
    routes.get("/.well-known/jwks.json", exchange -> failures.onWorker(exchange, this::answerKeys));
    for (String resource : RESOURCES) {
      routes.get(RESOURCE + resource, exchange -> answerMetadata(exchange, resource));
    }
  }

  private void answerKeys(HttpServerExchange exchange) {
    byte[] set = keys.get().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, KEEP_KEYS);
    replies.send(exchange, StatusCodes.OK, "application/jwk-set+json", set);
  }

  private void answerMetadata(HttpServerExchange exchange, String resource) {
    if (issuers.isEmpty()) {
      replies.problem(exchange, Problems.noSuchPage());
      return;
    }
    replies.json(
        exchange,
        StatusCodes.OK,
        new Metadata(
            publicUrl.get() + resource,
            issuers,
            List.of(Scope.KEYS_READ.name(), Scope.KEYS_WRITE.name(), Scope.KEYS_VERIFY.name()),
            List.of("header"),
            "Kasava Keys"));
  }
}
