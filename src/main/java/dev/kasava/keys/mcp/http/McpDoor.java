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
import dev.kasava.keys.mcp.Engine;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Session;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.spec.McpSchema;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /mcp}: MCP over streamable HTTP (MCP 2025-11-25, transports). Thread-safe. */
public final class McpDoor implements AutoCloseable {
  private static final HttpString SESSION_ID = new HttpString("Mcp-Session-Id");
  private static final HttpString PROTOCOL_VERSION = new HttpString("MCP-Protocol-Version");
  private static final String PATH = "/mcp";
  private static final int KEEP_ALIVE_MILLIS = 30_000;

  private final Engine engine;
  private final KeyStore store;
  private final Json json;
  private final Gate gate;
  private final Bodies bodies;
  private final Replies replies;
  private final Failures failures;
  private final InstantSource clock;
  private final SessionTable sessions;

  public McpDoor(
      Engine engine,
      KeyStore store,
      Json json,
      Gate gate,
      Bodies bodies,
      Replies replies,
      Failures failures,
      InstantSource clock) {
    this.engine = engine;
    this.store = store;
    this.json = json;
    this.gate = gate;
    this.bodies = bodies;
    this.replies = replies;
    this.failures = failures;
    this.clock = clock;
    this.sessions = new SessionTable(clock);
  }

  public void addTo(Routes routes) {
    routes
        .add(Methods.POST, PATH, gate.admitting(Door.MCP, this::post))
        .add(Methods.GET, PATH, gate.admitting(Door.MCP, this::listen))
        .add(Methods.DELETE, PATH, gate.admitting(Door.MCP, this::end));
  }

  private void post(HttpServerExchange exchange, Caller caller) throws Exception {
    if (!speaksOurVersion(exchange)) {
      return;
    }
    if (!accepts(exchange, "application/json") || !accepts(exchange, "text/event-stream")) {
      refuse(
          exchange,
          StatusCodes.NOT_ACCEPTABLE,
          RpcError.invalidRequest(null, "Accept both application/json and text/event-stream."));
      return;
    }
    bodies.json(
        exchange,
        Server.MAX_BODY_BYTES,
        (worker, body) -> take(worker, caller, Message.parse(body, json)));
  }

  private void take(HttpServerExchange exchange, Caller caller, Message message) {
    switch (message) {
      case Message.Faulty(var error) -> refuse(exchange, StatusCodes.BAD_REQUEST, error);
      case Message.Request(var request) when request.method().equals(McpSchema.METHOD_INITIALIZE) ->
          begin(exchange, caller, request);
      case Message.Request(var request) -> {
        Session session = sessionOf(exchange, caller, request.id());
        if (session != null) {
          session.answer(request, caller, new PostOutlet(exchange, replies, json));
        }
      }
      case Message.Notification(var notification) -> {
        Session session = sessionOf(exchange, caller, null);
        if (session != null) {
          session.take(notification, caller);
          accepted(exchange);
        }
      }
      case Message.Response(var response) -> {
        Session session = sessionOf(exchange, caller, null);
        if (session != null) {
          session.take(response, caller);
          accepted(exchange);
        }
      }
    }
  }

  private void begin(
      HttpServerExchange exchange, Caller caller, McpSchema.JSONRPCRequest initialize) {
    Session session = engine.begin(initialize, caller);
    sessions.add(session);
    exchange.getResponseHeaders().put(SESSION_ID, session.id());
    session.answerBeginning(initialize, caller, new PostOutlet(exchange, replies, json));
  }

  private void listen(HttpServerExchange exchange, Caller caller) throws Exception {
    if (!speaksOurVersion(exchange)) {
      return;
    }
    if (!accepts(exchange, "text/event-stream")) {
      refuse(
          exchange,
          StatusCodes.NOT_ACCEPTABLE,
          RpcError.invalidRequest(null, "Accept text/event-stream."));
      return;
    }
    Session session = sessionOf(exchange, caller, null);
    if (session != null) {
      new ServerSentEventHandler(
              (connection, lastEventId) -> {
                connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
                StreamOutlet stream = new StreamOutlet(connection, json);
                connection.addCloseTask(closed -> sessions.leave(session, stream));
                sessions.listen(session, stream);
              })
          .handleRequest(exchange);
    }
  }

  private void end(HttpServerExchange exchange, Caller caller) throws Exception {
    if (!speaksOurVersion(exchange)) {
      return;
    }
    Session session = sessionOf(exchange, caller, null);
    if (session != null) {
      failures.onWorker(
          exchange,
          worker -> {
            sessions.end(session);
            replies.noContent(worker);
          });
    }
  }

  /** The caller's session, or null after an answer that says which is missing. */
  private @Nullable Session sessionOf(
      HttpServerExchange exchange, Caller caller, @Nullable Object requestId) {
    HeaderValues ids = exchange.getRequestHeaders().get(SESSION_ID);
    if (ids == null || ids.size() != 1) {
      refuse(
          exchange,
          StatusCodes.BAD_REQUEST,
          RpcError.invalidRequest(
              requestId, "Send initialize first, then its Mcp-Session-Id with every request."));
      return null;
    }
    Optional<Session> session = sessions.find(ids.getFirst(), caller.key());
    if (session.isEmpty()) {
      refuse(
          exchange,
          StatusCodes.NOT_FOUND,
          RpcError.invalidRequest(
              requestId, "There is no such session any more. Send initialize again."));
    }
    return session.orElse(null);
  }

  private boolean speaksOurVersion(HttpServerExchange exchange) {
    HeaderValues versions = exchange.getRequestHeaders().get(PROTOCOL_VERSION);
    if (versions == null
        || (versions.size() == 1 && Session.PROTOCOL_VERSIONS.contains(versions.getFirst()))) {
      return true;
    }
    refuse(
        exchange,
        StatusCodes.BAD_REQUEST,
        RpcError.invalidRequest(
            null,
            "Unsupported MCP-Protocol-Version. Spoken here: "
                + String.join(", ", Session.PROTOCOL_VERSIONS)
                + "."));
    return false;
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

  private void refuse(HttpServerExchange exchange, int status, RpcError error) {
    replies.json(exchange, status, error.wire());
  }

  private static void accepted(HttpServerExchange exchange) {
    exchange.setStatusCode(StatusCodes.ACCEPTED);
    exchange.endExchange();
  }

  /** Ends the sessions of dead keys and those that nobody uses; to be called every second. */
  public void sweep() {
    if (sessions.size() > 0) {
      Instant now = clock.instant();
      store.<Boolean>read(
          reader -> {
            sessions.sweep(key -> isLive(reader, key, now));
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
  }
}
