package dev.kasava.keys.mcp.http;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The older era over HTTP: sessions, by an id in a header that alone proves nothing. */
final class LegacyHttp {
  private static final HttpString SESSION_ID = new HttpString("Mcp-Session-Id");

  private final LegacyLane lane;
  private final SessionTable sessions;
  private final Replies replies;
  private final Json json;
  private final Aside aside;

  LegacyHttp(LegacyLane lane, SessionTable sessions, Replies replies, Json json, Aside aside) {
    this.lane = lane;
    this.sessions = sessions;
    this.replies = replies;
    this.json = json;
    this.aside = aside;
  }

  void answer(HttpServerExchange exchange, Caller caller, Message.Request request) {
    if (!request.method().equals(LegacyLane.INITIALIZE)) {
      sessionOf(exchange, caller, request.id())
          .ifPresent(
              session ->
                  session.answer(
                      request, caller, outlet(exchange, LegacyHttp::status), aside.of(exchange)));
    } else if (sessions.takesAtOnce()) {
      begin(exchange, caller, request);
    } else {
      aside.of(exchange).execute(() -> begin(exchange, caller, request));
    }
  }

  /** The clients of this era take other statuses for a failure of the transport. */
  private static int status(RpcError error) {
    return error.code() == RpcError.INVALID_PARAMS && error.isAtFault()
        ? StatusCodes.BAD_REQUEST
        : StatusCodes.OK;
  }

  private void begin(HttpServerExchange exchange, Caller caller, Message.Request initialize) {
    switch (lane.begin(initialize, caller)) {
      case Outcome.Done<Session>(Session session) -> {
        sessions.add(session);
        exchange.getResponseHeaders().put(SESSION_ID, session.id());
        session.answerBeginning(initialize, caller, outlet(exchange, LegacyHttp::status));
      }
      case Outcome.Refused<Session>(var refusal) ->
          refuse(
              exchange,
              StatusCodes.BAD_REQUEST,
              initialize.id(),
              RpcError.invalidParams(refusal.message()));
    }
  }

  void take(HttpServerExchange exchange, Caller caller, Message.Notification notification) {
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              session.take(notification);
              done(exchange, StatusCodes.ACCEPTED);
            });
  }

  void take(HttpServerExchange exchange, Caller caller, Message.Response response) {
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              session.take(response);
              done(exchange, StatusCodes.ACCEPTED);
            });
  }

  /** Opens the stream on which the server may speak first. */
  void listen(HttpServerExchange exchange, Caller caller) {
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              Cancellation gone = new Cancellation();
              HttpOutlet stream =
                  new HttpOutlet(exchange, replies, json, error -> StatusCodes.OK, gone);
              gone.onCancel(() -> sessions.leave(session, stream));
              // In this order, so that whoever sees the stream open misses nothing.
              sessions.listen(
                  session, stream, caller.token() == null ? null : caller.token().expiresAt());
              stream.open();
            });
  }

  void end(HttpServerExchange exchange, Caller caller) {
    sessionOf(exchange, caller, null)
        .ifPresent(
            session -> {
              sessions.end(session);
              done(exchange, StatusCodes.NO_CONTENT);
            });
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
    Optional<Session> session = sessions.find(ids.getFirst(), caller.principal());
    if (session.isEmpty()) {
      refuse(
          exchange,
          StatusCodes.NOT_FOUND,
          requestId,
          RpcError.invalidRequest("There is no such session any more. Send initialize again."));
    }
    return session;
  }

  void refuse(HttpServerExchange exchange, int status, @Nullable Object id, RpcError error) {
    outlet(exchange, any -> status).refuse(id, error);
  }

  private HttpOutlet outlet(HttpServerExchange exchange, ToIntFunction<RpcError> statusOf) {
    return new HttpOutlet(exchange, replies, json, statusOf, new Cancellation());
  }

  /** Answers with a status alone. */
  private static void done(HttpServerExchange exchange, int status) {
    Runnable answer =
        () -> {
          exchange.setStatusCode(status);
          exchange.endExchange();
        };
    if (exchange.isInIoThread()) {
      answer.run();
    } else {
      exchange.getIoThread().execute(answer);
    }
  }
}
