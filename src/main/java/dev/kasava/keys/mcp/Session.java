package dev.kasava.keys.mcp;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A client's session. It belongs to a key, not to one of its secrets: a rotation leaves it, the
 * key's end ends it. Thread-safe.
 */
public final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** The revisions that are spoken here, oldest first. */
  public static final List<String> PROTOCOL_VERSIONS =
      List.of("2025-03-26", "2025-06-18", "2025-11-25");

  private final Engine engine;
  private final McpStreamableServerSession.McpStreamableServerSessionInit start;
  private final @Nullable KeyId key;
  private final Client client;

  Session(
      Engine engine,
      McpStreamableServerSession.McpStreamableServerSessionInit start,
      @Nullable KeyId key,
      Client client) {
    this.engine = engine;
    this.start = start;
    this.key = key;
    this.client = client;
  }

  public String id() {
    return start.session().getId();
  }

  /** The key that it belongs to; null for the operator. */
  public @Nullable KeyId key() {
    return key;
  }

  /** The caller, known by the name that its client gave when the session began. */
  private Caller named(Caller caller) {
    return new Caller(
        caller.owner(), caller.key(), caller.scopes(), caller.expiresAt(), client, caller.door());
  }

  /** Answers the request that the session began with. */
  public void answerBeginning(McpSchema.JSONRPCRequest initialize, Caller caller, Outlet outlet) {
    engine.admit(initialize, named(caller));
    outlet.send(
        McpSchema.JSONRPCResponse.result(initialize.id(), start.initResult().block()), true);
  }

  /** Answers a request; returns when the answer was sent. */
  public void answer(McpSchema.JSONRPCRequest request, Caller unnamed, Outlet outlet) {
    Caller caller = named(unnamed);
    McpSchema.CallToolResult refusal = engine.admit(request, caller);
    if (refusal != null) {
      outlet.send(McpSchema.JSONRPCResponse.result(request.id(), refusal), true);
      return;
    }
    OutletTransport transport = new OutletTransport(outlet, engine.json());
    try {
      start
          .session()
          .responseStream(transport)
          .handle(request)
          .contextWrite(context -> context.put(McpTransportContext.KEY, Engine.contextOf(caller)))
          .block();
    } catch (RuntimeException e) {
      log.error("An MCP request failed.", e);
    }
    if (!transport.isAnswered()) {
      outlet.send(RpcError.internal(request.id()).wire(), true);
    }
  }

  /** Takes a notification. */
  public void take(McpSchema.JSONRPCNotification notification, Caller caller) {
    // The engine logs a warning for each method it does not know; anybody may send those.
    if (notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
      run(start.session().accept(notification), caller);
    }
  }

  /** Takes the response to a request that was sent to the client. */
  public void take(McpSchema.JSONRPCResponse response, Caller caller) {
    run(start.session().accept(response), caller);
  }

  private void run(Mono<Void> work, Caller caller) {
    try {
      work.contextWrite(
              context -> context.put(McpTransportContext.KEY, Engine.contextOf(named(caller))))
          .block();
    } catch (RuntimeException e) {
      // A response to nothing: the client's mistake, and nobody waits for an answer to it.
      log.debug("A message of a client was of no use.", e);
    }
  }

  /** Opens the stream on which the server may speak first; a later one takes its place. */
  public void listen(Outlet outlet) {
    var _ = start.session().listeningStream(new OutletTransport(outlet, engine.json()));
  }

  /** Ends the session. */
  public void end() {
    start.session().close();
  }
}
