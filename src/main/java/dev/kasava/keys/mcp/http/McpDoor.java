package dev.kasava.keys.mcp.http;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.LimitHeaders;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.mcp.feature.Limiter;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.mcp.modern.Subscriptions;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.StoreState;
import dev.kasava.keys.usage.Allowance;
import dev.kasava.keys.usage.Turnstile;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code /mcp}: MCP over streamable HTTP, both eras on one endpoint (MCP 2026-07-28, versioning,
 * backward compatibility). Thread-safe.
 */
public final class McpDoor implements AutoCloseable {
  private static final String PATH = "/mcp";

  /**
   * What the door is made of.
   *
   * @param executor runs what blocks; must not run out of threads, as slow calls must not keep
   *     other callers waiting
   */
  public record Parts(
      Features features,
      Limiter limiter,
      LegacyLane legacy,
      ModernLane modern,
      Subscriptions subscriptions,
      ChangeFeed feed,
      KeyStore store,
      McpNotes notes,
      Json json,
      Gate gate,
      Bodies bodies,
      Replies replies,
      Failures failures,
      InstantSource clock,
      Executor executor) {}

  /** Larger ones take too long to read for a thread that serves others. */
  private static final int MOST_BYTES_AT_ONCE = 32 * 1024;

  private final Parts parts;
  private final Aside aside;
  private final SessionTable sessions;
  private final SharedSessions shared;
  private final LegacyHttp legacy;
  private final ModernHttp modern;

  public McpDoor(Parts parts) {
    this.parts = parts;
    this.sessions = new SessionTable(parts.feed(), parts.clock());
    this.aside = new Aside(parts.executor(), parts.failures());
    this.shared =
        new SharedSessions(parts.legacy(), sessions, parts.notes(), parts.json(), parts.clock());
    this.legacy = new LegacyHttp(shared, sessions, parts.replies(), parts.json(), aside);
    this.modern = new ModernHttp(parts.modern(), parts.replies(), parts.json(), aside);
  }

  public void addTo(Routes routes) {
    Gate gate = parts.gate();
    routes
        .add(Methods.POST, PATH, gate.admitting(Door.MCP, this::post))
        .add(Methods.GET, PATH, gate.admitting(Door.MCP, detached(this::get)))
        .add(Methods.DELETE, PATH, gate.admitting(Door.MCP, detached(this::delete)));
  }

  /** How many sessions of the older era this process knows. */
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

  private void take(HttpServerExchange exchange, Caller caller, byte[] body) {
    if (body.length > MOST_BYTES_AT_ONCE) {
      aside.of(exchange).execute(() -> take(exchange, caller, Message.parse(body, parts.json())));
    } else {
      take(exchange, caller, Message.parse(body, parts.json()));
    }
  }

  private void post(HttpServerExchange exchange, Caller caller) {
    if (!acceptsJson(exchange) || !acceptsEvents(exchange)) {
      RpcError error =
          RpcError.invalidRequest("Accept both application/json and text/event-stream.");
      parts.replies().json(exchange, StatusCodes.NOT_ACCEPTABLE, error.wire(null));
      return;
    }
    parts
        .bodies()
        .jsonAtOnce(
            exchange, Server.MAX_BODY_BYTES, (received, body) -> take(received, caller, body));
  }

  private void take(HttpServerExchange exchange, Caller caller, Message message) {
    if (!(message instanceof Message.Request request)) {
      answer(exchange, caller, message);
    } else if (!isSentBack(exchange, caller, request)) {
      pass(exchange, caller, request);
    }
  }

  /** At once where memory can tell, and aside where other nodes have a say. */
  private void pass(HttpServerExchange exchange, Caller caller, Message.Request request) {
    Turnstile.Taken taken = parts.limiter().takeAtOnce(request, caller);
    if (taken != null) {
      pass(exchange, caller, request, taken.allowance());
    } else {
      aside
          .of(exchange)
          .execute(() -> pass(exchange, caller, request, parts.limiter().take(request, caller)));
    }
  }

  private void pass(
      HttpServerExchange exchange,
      Caller caller,
      Message.Request request,
      @Nullable Allowance allowance) {
    if (allowance == null) {
      answer(exchange, caller, request);
      return;
    }
    LimitHeaders.tell(exchange, allowance);
    if (allowance.isPassed()) {
      answer(exchange, caller, request);
    } else {
      legacy.refuse(
          exchange,
          StatusCodes.TOO_MANY_REQUESTS,
          request.id(),
          RpcError.rateLimited(allowance.refusal().message(), allowance.resetSeconds()));
    }
  }

  private void answer(HttpServerExchange exchange, Caller caller, Message message) {
    switch (message) {
      case Message.Faulty(var id, var error) ->
          legacy.refuse(exchange, StatusCodes.BAD_REQUEST, id, error);
      case Message.Request request
          when RequestMetadata.isModern(request) || ModernHttp.speaks(exchange) ->
          modern.answer(exchange, caller, request);
      case Message.Request request -> legacy.answer(exchange, caller, request);
      case Message.Notification notification when ModernHttp.speaks(exchange) ->
          modern.take(exchange, notification);
      case Message.Notification notification -> legacy.take(exchange, caller, notification);
      case Message.Response response when ModernHttp.speaks(exchange) ->
          modern.take(exchange, response);
      case Message.Response response -> legacy.take(exchange, caller, response);
    }
  }

  /**
   * Whoever came with another issuer's token can come back with one that reaches further (MCP
   * 2025-11-25, authorization, scope challenge handling); a key's scopes are what they are.
   */
  private boolean isSentBack(HttpServerExchange exchange, Caller caller, Message.Request request) {
    Scope lacking = parts.features().lacking(request.method(), request.params(), caller);
    if (lacking == null || caller.token() == null || caller.key() != null) {
      return false;
    }
    parts.replies().askFor(exchange, lacking);
    legacy.refuse(
        exchange,
        StatusCodes.FORBIDDEN,
        request.id(),
        RpcError.refused(new Refusal.MissingScope(lacking).message()));
    return true;
  }

  private void get(HttpServerExchange exchange, Caller caller) {
    if (ModernHttp.speaks(exchange)) {
      modern.refuseMethod(exchange);
    } else if (acceptsEvents(exchange)) {
      legacy.listen(exchange, caller);
    } else {
      legacy.refuse(
          exchange,
          StatusCodes.NOT_ACCEPTABLE,
          null,
          RpcError.invalidRequest("Accept text/event-stream."));
    }
  }

  private void delete(HttpServerExchange exchange, Caller caller) {
    if (ModernHttp.speaks(exchange)) {
      modern.refuseMethod(exchange);
    } else {
      legacy.end(exchange, caller);
    }
  }

  private static boolean accepts(HttpServerExchange exchange, String type, String ofItsKind) {
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    if (accept == null) {
      return true;
    }
    for (String value : accept) {
      if (value.contains(type) || value.contains("*/*") || value.contains(ofItsKind)) {
        return true;
      }
    }
    return false;
  }

  private static boolean acceptsJson(HttpServerExchange exchange) {
    return accepts(exchange, "application/json", "application/*");
  }

  private static boolean acceptsEvents(HttpServerExchange exchange) {
    return accepts(exchange, "text/event-stream", "text/*");
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
                parts.subscriptions().sweep(isLive, now);
                return true;
              });
    }
  }

  /**
   * Hears what other processes noted of sessions that this one knows; to be called several times a
   * second.
   */
  public void hear() {
    if (parts.store().state() == StoreState.REACHED) {
      shared.hear();
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
