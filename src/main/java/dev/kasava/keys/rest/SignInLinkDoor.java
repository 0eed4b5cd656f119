package dev.kasava.keys.rest;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Credential;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/sign-in-links}: how the holder of a key gets to the page without pasting it. */
public final class SignInLinkDoor {
  private static final Refusal KEY_ITSELF =
      new Refusal.WiderThanCaller(
          "A sign-in link needs the API key itself. Send the key instead of an access token.");

  private record LinkShape(String url) {}

  /** Where links come from. */
  @FunctionalInterface
  public interface Links {
    /**
     * A link that signs in whoever showed this secret of the key, once; may block.
     *
     * @return empty where the secret does not work any more
     */
    Optional<String> create(KeyId key, String secret);
  }

  private final Links links;
  private final Gate gate;
  private final Failures failures;
  private final Replies replies;

  public SignInLinkDoor(Links links, Gate gate, Failures failures, Replies replies) {
    this.links = links;
    this.gate = gate;
    this.failures = failures;
    this.replies = replies;
  }

  public void addTo(Routes routes) {
    routes.post(
        "/api/v1/sign-in-links",
        gate.counting(
            Door.REST,
            List.of(Scope.KEYS_READ),
            (exchange, caller) -> failures.onWorker(exchange, worker -> create(worker, caller))));
  }

  /** A session is the whole key's, so a token, which may reach less far, opens none. */
  private void create(HttpServerExchange exchange, Caller caller) {
    KeyId key = caller.key();
    if (key == null || caller.token() != null) {
      replies.problem(exchange, Problems.of(KEY_ITSELF));
      return;
    }
    Optional<String> link =
        Credential.in(exchange.getRequestHeaders()) instanceof Credential.Given(String secret)
            ? links.create(key, secret)
            : Optional.empty();
    if (link.isPresent()) {
      replies.json(exchange, StatusCodes.CREATED, new LinkShape(link.get()));
    } else {
      replies.rejected(exchange, List.of(), new Verdict.Unknown());
    }
  }
}
