package dev.kasava.keys.mcp.http;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;

/** The newer era over HTTP: one POST a request, and nothing to remember. Thread-safe. */
final class ModernHttp {
  private final ModernLane lane;
  private final Replies replies;
  private final Json json;
  private final Aside aside;

  ModernHttp(ModernLane lane, Replies replies, Json json, Aside aside) {
    this.lane = lane;
    this.replies = replies;
    this.json = json;
    this.aside = aside;
  }

  /** Whether the header names a revision that no session of the older era has. */
  static boolean speaks(HttpServerExchange exchange) {
    HeaderValues versions = exchange.getRequestHeaders().get(ModernHeaders.PROTOCOL_VERSION);
    return versions != null
        && !(versions.size() == 1
            && LegacyLane.PROTOCOL_VERSIONS.contains(versions.getFirst().strip()));
  }

  /** Closing the stream of the answer is how a client cancels. */
  void answer(HttpServerExchange exchange, Caller caller, Message.Request request) {
    Cancellation cancellation = new Cancellation();
    HttpOutlet outlet = outlet(exchange, cancellation);
    RpcError misfit = ModernHeaders.misfit(exchange.getRequestHeaders(), request);
    if (misfit != null) {
      outlet.refuse(request.id(), misfit);
    } else {
      lane.answer(request, caller, outlet, cancellation, aside.of(exchange));
    }
  }

  private HttpOutlet outlet(HttpServerExchange exchange, Cancellation gone) {
    return new HttpOutlet(exchange, replies, json, ModernHttp::status, gone);
  }

  private static int status(RpcError error) {
    if (error.code() == RpcError.METHOD_NOT_FOUND) {
      return StatusCodes.NOT_FOUND;
    }
    return error.isAtFault() ? StatusCodes.BAD_REQUEST : StatusCodes.OK;
  }

  /** There is none that means anything over HTTP; an unknown one is nobody's fault. */
  void take(HttpServerExchange exchange, Message.Notification notification) {
    outlet(exchange, new Cancellation()).close();
  }

  void take(HttpServerExchange exchange, Message.Response response) {
    outlet(exchange, new Cancellation())
        .refuse(null, RpcError.invalidRequest("In this revision clients send no responses."));
  }

  /** There are neither sessions to listen to nor to end. */
  void refuseMethod(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
    new HttpOutlet(
            exchange, replies, json, error -> StatusCodes.METHOD_NOT_ALLOWED, new Cancellation())
        .refuse(null, RpcError.invalidRequest("This revision of MCP has POST alone."));
  }
}
