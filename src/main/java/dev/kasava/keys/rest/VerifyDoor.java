package dev.kasava.keys.rest;

import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import io.undertow.util.StatusCodes;
import java.util.List;

/** {@code /api/v1/keys/verify} and {@code /api/v1/me}: who somebody is. */
public final class VerifyDoor {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Verbs verbs;
  private final Shapes shapes;
  private final Requests requests;
  private final Gate gate;
  private final Bodies bodies;
  private final Failures failures;
  private final Answers answers;

  public VerifyDoor(
      Verbs verbs,
      Shapes shapes,
      Json json,
      Gate gate,
      Bodies bodies,
      Failures failures,
      Replies replies) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.requests = new Requests(json);
    this.gate = gate;
    this.bodies = bodies;
    this.failures = failures;
    this.answers = new Answers(replies);
  }

  public void addTo(Routes routes) {
    routes.post(
        "/api/v1/keys/verify",
        gate.counting(
            Door.REST,
            List.of(Scope.KEYS_VERIFY),
            (exchange, caller) ->
                bodies.json(
                    exchange,
                    MAX_BODY_BYTES,
                    (worker, body) ->
                        answers.answer(
                            worker,
                            requests
                                .verify(body)
                                .then(
                                    request ->
                                        verbs
                                            .verify()
                                            .verify(
                                                caller, request.credential(), request.scopes())),
                            StatusCodes.OK,
                            shapes::verdict))));
    routes.get(
        "/api/v1/me",
        gate.counting(
            Door.REST,
            List.of(),
            (exchange, caller) ->
                failures.onWorker(
                    exchange,
                    worker ->
                        answers.answer(
                            worker,
                            verbs.whoAmI().ask(caller),
                            StatusCodes.OK,
                            shapes::identity))));
  }
}
