package dev.kasava.keys.rest;

import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.ReadRevocations;
import dev.kasava.keys.wire.Shapes;
import io.undertow.util.StatusCodes;
import java.util.List;

/** {@code /api/v1/revocations}: which access tokens died before their time. */
public final class RevocationDoor {
  private final ReadRevocations revocations;
  private final Shapes shapes;
  private final Gate gate;
  private final Failures failures;
  private final Answers answers;

  public RevocationDoor(
      ReadRevocations revocations, Shapes shapes, Gate gate, Failures failures, Replies replies) {
    this.revocations = revocations;
    this.shapes = shapes;
    this.gate = gate;
    this.failures = failures;
    this.answers = new Answers(replies);
  }

  public void addTo(Routes routes) {
    routes.get(
        "/api/v1/revocations",
        gate.counting(
            Door.REST,
            List.of(Scope.KEYS_VERIFY),
            (exchange, caller) ->
                failures.onWorker(
                    exchange,
                    worker ->
                        answers.answer(
                            worker,
                            revocations.read(caller, Queries.text(worker, "since")),
                            StatusCodes.OK,
                            shapes::revocations))));
  }
}
