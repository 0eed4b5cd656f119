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
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The older era over HTTP: sessions, by an id in a header that alone proves nothing. */
final class LegacyHttp {
  private static final HttpString SESSION_ID = new HttpString("Mcp-Session-Id");

  private final SharedSessions sessions;
  private final SessionTable table;
  private final Replies replies;
  private final Json json;
  private final Aside aside;

  LegacyHttp(SharedSessions sessions, SessionTable table, Replies replies, Json json, Aside aside) {
    this.sessions = sessions;
    this.table = table;
    this.replies = replies;
    this.json = json;
    this.aside = aside;
  }

  void answer(HttpServerExchange exchange, Caller caller, Message.Request request) {
    if (!request.method().equals(LegacyLane.INITIALIZE)) {
      within(
          exchange,
          caller,
          request.id(),
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
    switch (sessions.begin(initialize, caller)) {
      case Outcome.Done<Session>(Session session) -> {
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
    within(
        exchange,
        caller,
        null,
        session -> {
          Object cancelled = notification.cancelledId();
          if (session.take(notification) || cancelled == null) {
            done(exchange, StatusCodes.ACCEPTED);
          } else {
            pass(exchange, () -> sessions.passCancelled(session, cancelled));
          }
        });
  }

  void take(HttpServerExchange exchange, Caller caller, Message.Response response) {
    within(
        exchange,
        caller,
        null,
        session -> {
          if (SharedSessions.isForAnother(session, response)) {
            pass(exchange, () -> sessions.pass(session, response));
          } else {
            session.take(response);
            done(exchange, StatusCodes.ACCEPTED);
          }
        });
  }

  private void pass(HttpServerExchange exchange, BooleanSupplier passing) {
    aside.of(exchange).execute(() -> noted(exchange, passing.getAsBoolean(), StatusCodes.ACCEPTED));
  }

  private void noted(HttpServerExchange exchange, boolean isNoted, int status) {
    if (isNoted) {
      done(exchange, status);
    } else {
      long seconds = sessions.secondsLeft();
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
      refuse(
          exchange,
          StatusCodes.TOO_MANY_REQUESTS,
          null,
          RpcError.rateLimited(
              "Too many sessions of this key were ended or changed in the last hour. One that is"
                  + " left alone is forgotten by itself.",
              seconds));
    }
  }

  /** Opens the stream on which the server may speak first. */
  void listen(HttpServerExchange exchange, Caller caller) {
    within(
        exchange,
        caller,
        null,
        session -> {
          Cancellation gone = new Cancellation();
          HttpOutlet stream =
              new HttpOutlet(exchange, replies, json, error -> StatusCodes.OK, gone);
          gone.onCancel(() -> table.leave(session, stream));
          // In this order, so that whoever sees the stream open misses nothing.
          table.listen(session, stream, caller.token() == null ? null : caller.token().expiresAt());
          stream.open();
        });
  }

  void end(HttpServerExchange exchange, Caller caller) {
    within(
        exchange,
        caller,
        null,
        session -> noted(exchange, sessions.end(session), StatusCodes.NO_CONTENT));
  }

  /**
   * Does something within the caller's session: at once if this process knows it, aside if it has
   * to take it up. Without one it answers which is missing.
   */
  private void within(
      HttpServerExchange exchange,
      Caller caller,
      @Nullable Object requestId,
      Consumer<Session> work) {
    HeaderValues ids = exchange.getRequestHeaders().get(SESSION_ID);
    if (ids == null || ids.size() != 1) {
      refuse(
          exchange,
          StatusCodes.BAD_REQUEST,
          requestId,
          RpcError.invalidRequest(
              "Send initialize first, then its Mcp-Session-Id with every request."));
      return;
    }
    Session known = sessions.known(ids.getFirst(), caller);
    if (known != null) {
      work.accept(known);
      return;
    }
    Session resumed = sessions.resumed(ids.getFirst(), caller);
    if (resumed == null) {
      refuseUnknown(exchange, requestId);
      return;
    }
    aside
        .of(exchange)
        .execute(
            () ->
                sessions
                    .takeUp(resumed)
                    .ifPresentOrElse(work, () -> refuseUnknown(exchange, requestId)));
  }

  private void refuseUnknown(HttpServerExchange exchange, @Nullable Object requestId) {
    refuse(
        exchange,
        StatusCodes.NOT_FOUND,
        requestId,
        RpcError.invalidRequest("There is no such session any more. Send initialize again."));
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
