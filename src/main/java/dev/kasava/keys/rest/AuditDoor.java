package dev.kasava.keys.rest;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.ReadAudit;
import dev.kasava.keys.wire.AuditLines;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/audit}: who did what to which key. */
public final class AuditDoor {
  private final ReadAudit log;
  private final Shapes shapes;
  private final AuditLines lines;
  private final Gate gate;
  private final Failures failures;
  private final Replies replies;
  private final Answers answers;

  public AuditDoor(
      ReadAudit log, Shapes shapes, Json json, Gate gate, Failures failures, Replies replies) {
    this.log = log;
    this.shapes = shapes;
    this.lines = new AuditLines(log, shapes, json);
    this.gate = gate;
    this.failures = failures;
    this.replies = replies;
    this.answers = new Answers(replies);
  }

  public void addTo(Routes routes) {
    routes.get(
        "/api/v1/audit",
        gate.counting(
            Door.REST,
            List.of(Scope.KEYS_READ),
            (exchange, caller) -> failures.onWorker(exchange, worker -> answer(worker, caller))));
  }

  private void answer(HttpServerExchange exchange, Caller caller) {
    String key = Queries.text(exchange, "key");
    if (wantsLines(exchange)) {
      export(exchange, caller, key);
      return;
    }
    answers.answer(
        exchange,
        Queries.limit(exchange, ReadAudit.DEFAULT_LIMIT)
            .then(
                limit ->
                    log.read(
                        caller,
                        new ReadAudit.Request(key, Queries.text(exchange, "cursor"), limit))),
        StatusCodes.OK,
        shapes::audit);
  }

  private static boolean wantsLines(HttpServerExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
    return accepted != null && accepted.contains(AuditLines.TYPE);
  }

  /** The whole log rather than a page of it. */
  private void export(HttpServerExchange exchange, Caller caller, @Nullable String key) {
    switch (lines.of(caller, key)) {
      case Outcome.Done<AuditLines.Writing>(AuditLines.Writing writing) ->
          replies.write(exchange, AuditLines.TYPE, writing::to);
      case Outcome.Refused<AuditLines.Writing>(Refusal refusal) ->
          answers.answer(
              exchange, Outcome.<ReadAudit.Page>refused(refusal), StatusCodes.OK, shapes::audit);
    }
  }
}
