package dev.kasava.keys.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.Introspect;
import dev.kasava.keys.service.Introspect.Found;
import dev.kasava.keys.token.TokenClaims;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/introspect}: what a key or a token of ours stands for (RFC 7662). */
public final class IntrospectDoor {
  /** Times are in seconds since 1970-01-01T00:00Z. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Shape(
      boolean active,
      @Nullable String scope,
      @JsonProperty("client_id") @Nullable String clientId,
      @JsonProperty("token_type") @Nullable String tokenType,
      @Nullable Long exp,
      @Nullable Long iat,
      @Nullable String sub,
      @Nullable List<String> aud,
      @Nullable String iss,
      @Nullable String jti) {}

  private final Introspect introspect;
  private final Gate gate;
  private final Bodies bodies;
  private final Replies replies;
  private final Answers answers;

  public IntrospectDoor(Introspect introspect, Gate gate, Bodies bodies, Replies replies) {
    this.introspect = introspect;
    this.gate = gate;
    this.bodies = bodies;
    this.replies = replies;
    this.answers = new Answers(replies);
  }

  public void addTo(Routes routes) {
    routes.post(
        "/api/v1/introspect",
        gate.counting(
            Door.REST,
            List.of(Scope.KEYS_VERIFY),
            (exchange, caller) ->
                bodies.bytes(
                    exchange, Form.MOST_BYTES, (worker, body) -> answer(worker, caller, body))));
  }

  private void answer(HttpServerExchange exchange, Caller caller, byte[] body) {
    Optional<Form> form =
        Form.isForm(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE))
            ? Form.parse(body)
            : Optional.empty();
    String token = form.map(fields -> fields.one("token")).orElse("");
    if (token.isEmpty()) {
      replies.problem(exchange, Problems.badRequest("Send a form with the field token, once."));
      return;
    }
    answers.answer(
        exchange, introspect.introspect(caller, token), StatusCodes.OK, IntrospectDoor::shape);
  }

  private static Shape shape(Found found) {
    return switch (found) {
      case Found.Key(Grant grant) ->
          new Shape(
              true,
              grant.scopes().toString(),
              grant.keyId().value(),
              "Bearer",
              seconds(grant.expiresAt()),
              null,
              grant.owner().value(),
              null,
              null,
              null);
      case Found.Token(TokenClaims claims) ->
          new Shape(
              true,
              claims.scopes().toString(),
              claims.clientId(),
              "Bearer",
              seconds(claims.expiresAt()),
              seconds(claims.issuedAt()),
              claims.subject(),
              claims.audience(),
              claims.issuer(),
              claims.id());
      case Found.Inactive inactive ->
          new Shape(false, null, null, null, null, null, null, null, null, null);
    };
  }

  private static @Nullable Long seconds(@Nullable Instant moment) {
    return moment == null ? null : moment.getEpochSecond();
  }
}
