package dev.kasava.keys.rest;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.ReadKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;

/** {@code /api/v1/keys}: managing keys. */
public final class KeyDoor {
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final List<Scope> READ = List.of(Scope.KEYS_READ);
  private static final List<Scope> WRITE = List.of(Scope.KEYS_WRITE);
  private static final String ONE = "/api/v1/keys/{id}";

  private final Verbs verbs;
  private final Shapes shapes;
  private final Requests requests;
  private final Gate gate;
  private final Bodies bodies;
  private final Failures failures;
  private final Answers answers;

  public KeyDoor(
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
    routes
        .get("/api/v1/keys", reading(this::list))
        .post("/api/v1/keys", writing(this::create))
        .get(ONE, reading(this::read))
        .add(Methods.PATCH, ONE, writing(this::update))
        .add(Methods.DELETE, ONE, asking(WRITE, this::delete))
        .get(ONE + "/descendants", asking(WRITE, this::descendants))
        .get(ONE + "/usage", reading(this::usage))
        .post(ONE + "/regenerate", writingOrEmpty(this::regenerate))
        .post(ONE + "/claim", writingOrEmpty(this::claim));
  }

  private HttpHandler reading(Gate.Inside inside) {
    return asking(READ, inside);
  }

  private HttpHandler asking(List<Scope> needed, Gate.Inside inside) {
    return gate.counting(
        Door.REST,
        needed,
        (exchange, caller) -> failures.onWorker(exchange, worker -> inside.handle(worker, caller)));
  }

  private interface Writing {
    void handle(HttpServerExchange exchange, Caller caller, byte[] body);
  }

  private HttpHandler writing(Writing writing) {
    return gate.counting(
        Door.REST,
        WRITE,
        (exchange, caller) ->
            bodies.json(
                exchange, MAX_BODY_BYTES, (worker, body) -> writing.handle(worker, caller, body)));
  }

  /** Nothing to say needs no media type to say it in. */
  private HttpHandler writingOrEmpty(Writing writing) {
    HttpHandler withBody = writing(writing);
    HttpHandler withoutBody =
        gate.counting(
            Door.REST,
            WRITE,
            (exchange, caller) ->
                failures.onWorker(exchange, worker -> writing.handle(worker, caller, new byte[0])));
    return exchange ->
        (exchange.isRequestComplete() ? withoutBody : withBody).handleRequest(exchange);
  }

  private static Outcome<KeyId> id(HttpServerExchange exchange) {
    return ReadKey.keyId(Routes.part(exchange, "id"));
  }

  private void list(HttpServerExchange exchange, Caller caller) {
    String search = Queries.text(exchange, "search");
    String cursor = Queries.text(exchange, "cursor");
    answers.answer(
        exchange,
        Queries.limit(exchange, ListKeys.DEFAULT_LIMIT)
            .then(
                limit ->
                    verbs
                        .list()
                        .list(
                            caller,
                            new ListKeys.Request(search == null ? "" : search, cursor, limit))),
        StatusCodes.OK,
        shapes::list);
  }

  private void create(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.answer(
        exchange,
        requests.create(body).then(request -> verbs.create().create(caller, request)),
        StatusCodes.CREATED,
        shapes::issue);
  }

  private void read(HttpServerExchange exchange, Caller caller) {
    answers.answer(
        exchange,
        id(exchange).then(id -> verbs.read().read(caller, id)),
        StatusCodes.OK,
        shapes::key);
  }

  private void update(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.answer(
        exchange,
        id(exchange)
            .then(
                id ->
                    requests
                        .update(body)
                        .then(request -> verbs.update().update(caller, id, request))),
        StatusCodes.OK,
        shapes::key);
  }

  private void delete(HttpServerExchange exchange, Caller caller) {
    answers.answerNothing(
        exchange,
        id(exchange)
            .then(
                id ->
                    Queries.flag(exchange, "cascade")
                        .then(cascades -> delete(caller, id, cascades))));
  }

  private Outcome<List<KeySummary>> delete(Caller caller, KeyId id, boolean cascades) {
    return cascades
        ? verbs.delete().deleteWithDescendants(caller, id)
        : verbs.delete().delete(caller, id).map(List::of);
  }

  private void descendants(HttpServerExchange exchange, Caller caller) {
    answers.answer(
        exchange,
        id(exchange).then(id -> verbs.delete().descendants(caller, id)),
        StatusCodes.OK,
        keys -> shapes.list(new ListKeys.Page(keys, null)));
  }

  private void usage(HttpServerExchange exchange, Caller caller) {
    String zone = Queries.text(exchange, "tz");
    answers.answer(
        exchange,
        id(exchange).then(id -> verbs.usage().read(caller, id, zone)),
        StatusCodes.OK,
        shapes::usage);
  }

  private void regenerate(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.answer(
        exchange,
        id(exchange)
            .then(
                id ->
                    requests
                        .regenerate(body)
                        .then(request -> verbs.regenerate().regenerate(caller, id, request))),
        StatusCodes.OK,
        shapes::issue);
  }

  private void claim(HttpServerExchange exchange, Caller caller, byte[] body) {
    answers.<Issue>answer(
        exchange,
        id(exchange)
            .then(id -> requests.claim(body).then(isClaimed -> claim(caller, id, isClaimed))),
        StatusCodes.OK,
        shapes::issue);
  }

  private Outcome<Issue> claim(Caller caller, KeyId id, boolean isClaimed) {
    return isClaimed
        ? verbs.claim().claim(caller, id).map(issue -> issue)
        : verbs.claim().leave(caller, id).map(issue -> issue);
  }
}
