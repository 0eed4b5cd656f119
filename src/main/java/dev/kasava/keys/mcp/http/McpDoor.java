package dev.kasava.keys.mcp.http;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.Subscriptions;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code /mcp}: MCP over streamable HTTP, both eras on one endpoint (MCP 2026-07-28, versioning,
 * backward compatibility). Thread-safe.
 */
public final class McpDoor implements AutoCloseable {
  private static final HttpString SESSION_ID = new HttpString("Mcp-Session-Id");
  private static final String PATH = "/mcp";

  /**
   * The doors and lanes that it leads to.
   *
   * @param executor runs what blocks; must not run out of threads, as slow calls must not keep
   *     other callers waiting
   */
  public record Parts(
      LegacyLane legacy,
      ModernLane modern,
      Subscriptions subscriptions,
      ChangeFeed feed,
      KeyStore store,
      Json json,
      Gate gate,
      Bodies bodies,
      Replies replies,
      Failures failures,
      InstantSource clock,
      Executor executor) {}

  private final Parts parts;
  private final SessionTable sessions;

  public McpDoor(Parts parts) {
    this.parts = parts;
    this.sessions = new SessionTable(parts.feed(), parts.clock());
  }

  public void addTo(Routes routes) {
    Gate gate = parts.gate();
    routes
        .add(Methods.POST, PATH, gate.admitting(Door.MCP, this::post))
        .add(Methods.GET, PATH, gate.admitting(Door.MCP, detached(this::listen)))
        .add(Methods.DELETE, PATH, gate.admitting(Door.MCP, detached(this::end)));
  }

  /** How many sessions of the older era are open. */
  public int sessions() {
    return sessions.size();
  }

  /** How many subscriptions of the newer era are open. */
  public int subscriptions() {
    return parts.subscriptions().size();
  }

  /** Has everything that goes wrong on the way to this door said in JSON-RPC. */
  public static HttpHandler speaking(HttpHandler next) {
    return exchange -> {
      if (exchange.getRequestPath().equals(PATH)) {
        Replies.speak(
            exchange,
            problem -> RpcError.ofTransport(problem.status(), problem.detail()).wire(null));
      }
      next.handleRequest(exchange);
    };
  }

  /** On a thread that may block, with an exchange that stays open until it is answered. */
  private Gate.Inside detached(Gate.Inside handler) {
    return (exchange, caller) ->
        exchange.dispatch(
            parts.executor(),
            () -> parts.failures().guarding(exchange, later -> handler.handle(later, caller)));
  }

  private void post(HttpServerExchange exchange, Caller caller) {
    if (!accepts(exchange, "application/json") || !accepts(exchange, "text/event-stream")) {
      parts
          .replies()
          .json(
              exchange,
              StatusCodes.NOT_ACCEPTABLE,
              RpcError.invalidRequest("Accept both application/json and text/event-stream.")
                  .wire(null));
      return;
    }
    parts
        .bodies()
        .json(
            exchange,
            Server.MAX_BODY_BYTES,
            parts.executor(),
            (later, body) -> take(later, caller, Message.parse(body, parts.json())));
  }

  private void take(HttpServerExchange exchange, Caller caller, Message message) {
    switch (message) {
      case Message.Faulty(var id, var error) ->
          outlet(exchange, fault -> StatusCodes.BAD_REQUEST).refuse(id, error);
      case Message.Request request when isModern(exchange, request) ->
          answerModern(exchange, caller, request);
      case Message.Request request when request.method().equals(LegacyLane.INITIALIZE) ->
          begin(exchange, caller, request);
      case Message.Request request ->
          sessionOf(exchange, caller, request.id())
              .ifPresent(
                  session ->
                      session.answer(request, caller, outlet(exchange, McpDoor::legacyStatus)));
      case Message.Notification(String method, var params) when speaksModern(exchange) ->
          accepted(exchange);
      case Message.Notification notification ->
          sessionOf(exchange, caller, null)
              .ifPresent(
                  session -> {
                    session.take(notification);
                    accepted(exchange);
                  });
      case Message.Response response when speaksModern(exchange) ->
          refuse(
              exchange,
              StatusCodes.BAD_REQUEST,
              null,
              RpcError.invalidRequest("In this revision clients send no responses."));
      case Message.Response response ->
          sessionOf(exchange, caller, null)
              .ifPresent(
                  session -> {
                    session.take(response);
                    accepted(exchange);
                  });
    }
  }

  /** By what the request says of itself, or by a header that no session of the older era has. */
  private static boolean isModern(HttpServerExchange exchange, Message.Request request) {
    return ModernLane.isModern(request) || speaksModern(exchange);
  }

  private static boolean speaksModern(HttpServerExchange exchange) {
    HeaderValues versions = exchange.getRequestHeaders().get(ModernHeaders.PROTOCOL_VERSION);
    return versions != null
        && !(versions.size() == 1
            && LegacyLane.PROTOCOL_VERSIONS.contains(versions.getFirst().strip()));
  }

  private void answerModern(HttpServerExchange exchange, Caller caller, Message.Request request) {
    Cancellation cancellation = new Cancellation();
    HttpOutlet outlet =
        new HttpOutlet(
            exchange, parts.replies(), parts.json(), McpDoor::modernStatus, cancellation);
    RpcError misfit = ModernHeaders.misfit(exchange.getRequestHeaders(), request);
    if (misfit != null) {
      outlet.refuse(request.id(), misfit);
    } else {
      parts.modern().answer(request, caller, outlet, cancellation);
    }
  }

  private static int legacyStatus(RpcError error) {
    return error.code() == RpcError.INVALID_PARAMS && error.isAtFault()
        ? StatusCodes.BAD_REQUEST
        : StatusCodes.OK;
  }

  private static int modernStatus(RpcError error) {
    if (error.code() == RpcError.METHOD_NOT_FOUND) {
      return StatusCodes.NOT_FOUND;
    }
    return error.isAtFault() ? StatusCodes.BAD_REQUEST : StatusCodes.OK;
  }

  private void begin(HttpServerExchange exchange, Caller caller, Message.Request initialize) {
    HttpOutlet outlet = outlet(exchange, error -> StatusCodes.BAD_REQUEST);
    switch (parts.legacy().begin(initialize, caller)) {
      case Outcome.Done<Session>(Session session) -> {
        sessions.add(session);
        exchange.getResponseHeaders().put(SESSION_ID, session.id());
        session.answerBeginning(initialize, caller, outlet);
      }
      case Outcome.Refused<Session>(var refusal) ->
          outlet.refuse(initialize.id(), RpcError.invalidParams(refusal.message()));
    }
  }

  private HttpOutlet outlet(HttpServerExchange exchange, ToIntFunction<RpcError> statusOf) {
    return new HttpOutlet(exchange, parts.replies(), parts.json(), statusOf, new Cancellation());
  }

  private void listen(HttpServerExchange exchange, Caller caller) {
    if (isUnknownHere(exchange)) {
      return;
    }
    if (!accepts(exchange, "text/event-stream")) {
      refuse(
          exchange,
          StatusCodes.NOT_ACCEPTABLE,
          null,
          RpcError.invalidRequest("Accept text/event-stream."));
      return;
    }
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              Cancellation gone = new Cancellation();
              HttpOutlet stream =
                  new HttpOutlet(
                      exchange, parts.replies(), parts.json(), error -> StatusCodes.OK, gone);
              gone.onCancel(() -> sessions.leave(session, stream));
              // In this order, so that whoever sees the stream open misses nothing.
              sessions.listen(session, stream);
              stream.open();
            });
  }

  private void end(HttpServerExchange exchange, Caller caller) {
    if (isUnknownHere(exchange)) {
      return;
    }
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              sessions.end(session);
              done(exchange, StatusCodes.NO_CONTENT);
            });
  }

  /** The modern era has neither sessions to listen to nor to end. */
  private boolean isUnknownHere(HttpServerExchange exchange) {
    if (!speaksModern(exchange)) {
      return false;
    }
    exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
    refuse(
        exchange,
        StatusCodes.METHOD_NOT_ALLOWED,
        null,
        RpcError.invalidRequest("This revision of MCP has POST alone."));
    return true;
  }

  /** The caller's session; empty after an answer that says which is missing. */
  private Optional<Session> sessionOf(
      HttpServerExchange exchange, Caller caller, @Nullable Object requestId) {
    HeaderValues ids = exchange.getRequestHeaders().get(SESSION_ID);
    if (ids == null || ids.size() != 1) {
      refuse(
          exchange,
          StatusCodes.BAD_REQUEST,
          requestId,
          RpcError.invalidRequest(
              "Send initialize first, then its Mcp-Session-Id with every request."));
      return Optional.empty();
    }
    Optional<Session> session = sessions.find(ids.getFirst(), caller.key());
    if (session.isEmpty()) {
      refuse(
          exchange,
          StatusCodes.NOT_FOUND,
          requestId,
          RpcError.invalidRequest("There is no such session any more. Send initialize again."));
    }
    return session;
  }

  private static boolean accepts(HttpServerExchange exchange, String type) {
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    if (accept == null) {
      return true;
    }
    String wildcard = type.substring(0, type.indexOf('/')) + "/*";
    return accept.stream()
        .anyMatch(
            value -> value.contains(type) || value.contains("*/*") || value.contains(wildcard));
  }

  private void refuse(
      HttpServerExchange exchange, int status, @Nullable Object id, RpcError error) {
    outlet(exchange, any -> status).refuse(id, error);
  }

  private static void accepted(HttpServerExchange exchange) {
    done(exchange, StatusCodes.ACCEPTED);
  }

  /** Answers with a status alone. */
  private static void done(HttpServerExchange exchange, int status) {
    exchange
        .getIoThread()
        .execute(
            () -> {
              exchange.setStatusCode(status);
              exchange.endExchange();
            });
  }

  /**
   * Ends the sessions and subscriptions of dead keys, and the sessions that nobody uses; to be
   * called every second.
   */
  public void sweep() {
    if (sessions.size() + parts.subscriptions().size() > 0) {
      Instant now = parts.clock().instant();
      parts
          .store()
          .<Boolean>read(
              reader -> {
                Map<KeyId, Boolean> known = new HashMap<>();
                Predicate<KeyId> isLive =
                    id -> known.computeIfAbsent(id, key -> isLive(reader, key, now));
                sessions.sweep(isLive);
                parts.subscriptions().sweep(isLive);
                return true;
              });
    }
  }

  private static boolean isLive(KeyReader reader, KeyId id, Instant now) {
    return reader
        .key(id)
        .map(summary -> summary.key())
        .filter((ApiKey key) -> key.secret() != null && !key.isExpired(now))
        .isPresent();
  }

  @Override
  public void close() {
    sessions.endAll();
    parts.subscriptions().endAll();
  }
}
