package dev.kasava.keys.rest;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.ChangeTeam;
import dev.kasava.keys.service.FateOfKeys;
import dev.kasava.keys.service.ReadTeam;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/members}: who belongs to the team. */
public final class MemberDoor {
  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final String ALL = "/api/v1/members";
  private static final String ONE = ALL + "/{id}";

  private record Change(@Nullable String name, @Nullable String role) {}

  private interface Writing {
    void handle(HttpServerExchange exchange, Caller caller, byte[] body);
  }

  private final ReadTeam team;
  private final ChangeTeam change;
  private final Shapes shapes;
  private final Json json;
  private final Gate gate;
  private final Bodies bodies;
  private final Failures failures;
  private final Answers answers;

  public MemberDoor(
      ReadTeam team,
      ChangeTeam change,
      Shapes shapes,
      Json json,
      Gate gate,
      Bodies bodies,
      Failures failures,
      Replies replies) {
    this.team = team;
    this.change = change;
    this.shapes = shapes;
    this.json = json;
    this.gate = gate;
    this.bodies = bodies;
    this.failures = failures;
    this.answers = new Answers(replies);
  }

  public void addTo(Routes routes) {
    routes
        .get(ALL, onWorker(Scope.KEYS_READ, this::list))
        .post(ALL, writing(this::add))
        .add(Methods.PATCH, ONE, writing(this::update))
        .add(Methods.DELETE, ONE, onWorker(Scope.KEYS_WRITE, this::remove));
  }

  private HttpHandler onWorker(Scope needed, Gate.Inside inside) {
    return gate.counting(
        Door.REST,
        List.of(needed),
        (exchange, caller) -> failures.onWorker(exchange, worker -> inside.handle(worker, caller)));
  }

  private HttpHandler writing(Writing writing) {
    return gate.counting(
        Door.REST,
        List.of(Scope.KEYS_WRITE),
        (exchange, caller) ->
            bodies.json(
                exchange, MAX_BODY_BYTES, (worker, body) -> writing.handle(worker, caller, body)));
  }

  private void list(HttpServerExchange exchange, Caller caller) {
    answers.answer(exchange, team.read(caller), StatusCodes.OK, shapes::team);
  }

  private void add(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.answer(
        exchange,
        json.read(body, Change.class).then(fields -> add(caller, fields)),
        StatusCodes.CREATED,
        shapes::member);
  }

  private Outcome<Member> add(Caller caller, Change fields) {
    String name = fields.name();
    String role = fields.role();
    if (name == null || role == null) {
      return Outcome.refused(
          new Refusal.Invalid(
              name == null ? "name" : "role",
              "A member needs a name and a role: admin, member or viewer."));
    }
    return change.add(caller, name, role);
  }

  private void update(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.answer(
        exchange,
        id(exchange)
            .then(
                id ->
                    json.read(body, Change.class)
                        .then(fields -> change.update(caller, id, fields.name(), fields.role()))),
        StatusCodes.OK,
        shapes::member);
  }

  private void remove(HttpServerExchange exchange, Caller caller) {
    answers.answerNothing(
        exchange,
        id(exchange).then(id -> fate(exchange).then(keys -> change.remove(caller, id, keys))));
  }

  /** Contradictory wishes are no wish. */
  private static Outcome<FateOfKeys> fate(HttpServerExchange exchange) {
    Deque<String> given = exchange.getQueryParameters().get("keys");
    return given != null && given.size() > 1
        ? Outcome.refused(new Refusal.Invalid("keys", "Say once what becomes of the keys."))
        : FateOfKeys.parse(Queries.text(exchange, "keys"));
  }

  private static Outcome<MemberId> id(HttpServerExchange exchange) {
    return ChangeTeam.memberId(Routes.part(exchange, "id"));
  }
}
