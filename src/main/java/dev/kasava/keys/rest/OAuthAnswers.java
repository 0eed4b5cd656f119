package dev.kasava.keys.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.service.IssueToken.Result;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Answers as OAuth shapes them (RFC 6749, sections 5.1 and 5.2; RFC 8693, section 2.2). */
final class OAuthAnswers {
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private record TokenShape(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("issued_token_type") String issuedTokenType,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      String scope) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record ErrorShape(
      String error, @JsonProperty("error_description") @Nullable String errorDescription) {}

  private final Replies replies;

  OAuthAnswers(Replies replies) {
    this.replies = replies;
  }

  void token(HttpServerExchange exchange, Result.Issued issued) {
    // RFC 6749, section 5.1, asks for it beside Cache-Control.
    exchange.getResponseHeaders().put(Headers.PRAGMA, "no-cache");
    replies.json(
        exchange,
        StatusCodes.OK,
        new TokenShape(
            issued.token().reveal(),
            ACCESS_TOKEN,
            "Bearer",
            issued.token().lifetime().toSeconds(),
            issued.scopes().toString()));
  }

  void error(HttpServerExchange exchange, String code, String description) {
    replies.json(exchange, StatusCodes.BAD_REQUEST, new ErrorShape(code, plain(description)));
  }

  /**
   * @param scheme the scheme by which the client tried to authenticate
   */
  void invalidClient(HttpServerExchange exchange, String scheme, String description) {
    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, scheme + " realm=\"kasava\"");
    replies.json(
        exchange, StatusCodes.UNAUTHORIZED, new ErrorShape("invalid_client", plain(description)));
  }

  /** OAuth has no code of its own for it at this endpoint; this is the nearest that it has. */
  void tooMany(HttpServerExchange exchange, String description) {
    replies.json(
        exchange,
        StatusCodes.TOO_MANY_REQUESTS,
        new ErrorShape("temporarily_unavailable", plain(description)));
  }

  /** Without what a description may not hold (RFC 6749, section 5.2). */
  private static String plain(String description) {
    return description.replace('"', '\'').replace('\\', '/');
  }
}
