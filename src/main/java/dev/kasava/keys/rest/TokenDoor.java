package dev.kasava.keys.rest;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.LimitHeaders;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.IssueToken;
import dev.kasava.keys.service.IssueToken.Result;
import dev.kasava.keys.usage.Turnstile;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/token}: a short-lived access token for an API key. */
public final class TokenDoor {
  private final IssueToken issueToken;
  private final Authenticator keysAlone;
  private final Turnstile turnstile;
  private final Bodies bodies;
  private final OAuthAnswers answers;

  /**
   * @param keysAlone takes no tokens, so that none can be had for another, for ever
   */
  public TokenDoor(
      IssueToken issueToken,
      Authenticator keysAlone,
      Turnstile turnstile,
      Bodies bodies,
      Replies replies) {
    this.issueToken = issueToken;
    this.keysAlone = keysAlone;
    this.turnstile = turnstile;
    this.bodies = bodies;
    this.answers = new OAuthAnswers(replies);
  }

  public void addTo(Routes routes) {
    routes.post("/api/v1/token", exchange -> bodies.bytes(exchange, Form.MOST_BYTES, this::answer));
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    boolean isForm =
        body.length == 0 || Form.isForm(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE));
    Optional<Form> form = isForm ? Form.parse(body) : Optional.empty();
    if (form.isEmpty()) {
      answers.error(
          exchange,
          "invalid_request",
          "Send a form, with the Content-Type application/x-www-form-urlencoded.");
      return;
    }
    switch (TokenRequest.read(exchange.getRequestHeaders(), form.get())) {
      case TokenRequest.Read.Bad(String code, String description) ->
          answers.error(exchange, code, description);
      case TokenRequest.Read.Absent(String description) ->
          answers.invalidClient(exchange, "Bearer", description);
      case TokenRequest.Read.Good good -> issue(exchange, good);
    }
  }

  private void issue(HttpServerExchange exchange, TokenRequest.Read.Good good) {
    Verdict judged = keysAlone.verify(good.key(), List.of());
    if (judged instanceof Verdict.Accepted(var key)
        && !TokenRequest.isClient(good.clientId(), key.keyId())) {
      refuse(exchange, good.place(), "The client_id is not the id of this API key.");
      return;
    }
    Verdict verdict =
        LimitHeaders.told(exchange, judged, turnstile.pass(judged, Gate.clientOf(exchange)));
    switch (verdict) {
      case Verdict.Accepted(var grant) -> answer(exchange, issueToken.issue(grant, good.request()));
      case Verdict.Admitted token ->
          refuse(exchange, good.place(), "A token is made from an API key, not from a token.");
      case Verdict.RateLimited limited -> answers.tooMany(exchange, limited.message());
      case Verdict.Rejected rejected -> refuse(exchange, good.place(), rejected.message());
    }
  }

  /** A bad subject token is a bad request, and bad credentials of a client are the client's. */
  private void refuse(HttpServerExchange exchange, TokenRequest.Place place, String sentence) {
    switch (place) {
      case SUBJECT -> answers.error(exchange, "invalid_request", sentence);
      case BASIC -> answers.invalidClient(exchange, "Basic", sentence);
      case BEARER, BODY -> answers.invalidClient(exchange, "Bearer", sentence);
    }
  }

  private void answer(HttpServerExchange exchange, Result result) {
    switch (result) {
      case Result.Issued issued -> answers.token(exchange, issued);
      case Result.InvalidTarget(String message) ->
          answers.error(exchange, "invalid_target", message);
      case Result.InvalidScope(String message) -> answers.error(exchange, "invalid_scope", message);
    }
  }
}
