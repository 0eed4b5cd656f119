package dev.kasava.keys.rest;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.function.Function;

/** {@code /api/v1/sign-in-links}: how the holder of a key gets to the page without pasting it. */
public final class SignInLinkDoor {
  private static final Refusal KEY_ITSELF =
      new Refusal.WiderThanCaller(
          "A sign-in link needs the API key itself. Send the key instead of an access token.");

  private record LinkShape(String url) {}

  private final Function<KeyId, String> links;
  private final Gate gate;
  private final Failures failures;
  private final Replies replies;

  /**
   * @param links makes a link that signs in the holder of this key, once; may block
   */
  public SignInLinkDoor(
      Function<KeyId, String> links, Gate gate, Failures failures, Replies replies) {
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
    replies.json(exchange, StatusCodes.CREATED, new LinkShape(links.apply(key)));
  }
}
