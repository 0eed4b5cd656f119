package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Handled;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.wire.Incident;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A client's session, as this process knows it: others may know it, too. It belongs to a key, not
 * to one of its secrets: a rotation leaves it, the key's end ends it. Thread-safe.
 */
public final class Session implements ChangeFeed.Listener {
  /** How long a session lasts, in use or not. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final String PING = "ping";

  private final LegacyLane lane;
  private final String id;
  private final @Nullable KeyId key;
  private final String principal;
  private final OwnerId owner;
  private final boolean mayBeTold;
  private final Client client;
  private final Set<Ability> abilities;
  private final long beganAt;
  private final Witness witness;
  private final Watching watching = new Watching();
  private final UnderWay underWay = new UnderWay();
  private volatile boolean isConfirmed;
  private volatile @Nullable McpStreamableServerSession engine;

  Session(LegacyLane lane, SessionIds.Beginning beginning, Caller caller, Witness witness) {
    this.lane = lane;
    this.id = beginning.id();
    this.key = caller.key();
    this.principal = caller.principal();
    this.owner = caller.owner();
    this.mayBeTold = lane.mayBeTold(caller);
    this.client = beginning.client();
    this.abilities = beginning.abilities();
    this.beganAt = beginning.atMillis();
    this.witness = witness;
  }

  public String id() {
    return id;
  }

  /** What it is known by among processes; it opens nothing. */
  public String name() {
    return SessionIds.name(id);
  }

  /** When it is over, however it is used. */
  public Instant endsAt() {
    return Instant.ofEpochMilli(beganAt).plus(LONGEST);
  }

  /** Whom it belongs to, as {@link Caller#principal} has it. */
  public String principal() {
    return principal;
  }

  /** The key that it belongs to; null for whoever has none. */
  public @Nullable KeyId key() {
    return key;
  }

  public OwnerId owner() {
    return owner;
  }

  /** Whether its key may hear of changes to the owner's keys. */
  public boolean mayBeTold() {
    return mayBeTold;
  }

  /** Whether a request is under way, be it that a person is asked. */
  public boolean isAtWork() {
    return !underWay.isEmpty();
  }

  /** Whether the client came back after its session began. */
  public boolean isConfirmed() {
    return isConfirmed;
  }

  /** The caller, known by the name that its client gave when the session began. */
  private Caller named(Caller caller) {
    return caller.through(client);
  }

  /** Answers the request that the session began with. */
  public void answerBeginning(Message.Request initialize, Caller caller, Outlet outlet) {
    lane.features().count(initialize.method(), initialize.params(), named(caller));
    outlet.answer(initialize.id(), lane.introduction(initialize.params()));
  }

  /**
   * Answers a request, perhaps after this returns: when the client is asked something first.
   *
   * @param aside runs what may block; the rest is answered before this returns, and never blocks
   */
  public void answer(Message.Request request, Caller unnamed, Outlet outlet, Executor aside) {
    isConfirmed = true;
    Caller caller = named(unnamed);
    lane.features().count(request.method(), request.params(), caller);
    Cancellation cancellation = new Cancellation();
    Call call = new Call(caller, abilities, new Round.First(), Call.SILENCE, cancellation);
    try {
      if (!isAnsweredAtOnce(request, call, outlet)) {
        underWay.add(request.id(), cancellation);
        aside.execute(() -> answer(request, call, outlet));
      }
    } catch (RuntimeException e) {
      outlet.refuse(request.id(), RpcError.internal(Incident.report(log, e)));
    }
  }

  /** What needs neither the store nor the client takes no engine to answer. */
  private boolean isAnsweredAtOnce(Message.Request request, Call call, Outlet outlet) {
    Handled known =
        request.method().equals(PING)
            ? new Handled.Done(Map.of())
            : lane.features().atOnce(request.method(), request.params(), call);
    switch (known) {
      case null -> {
        return false;
      }
      case Handled.Done(Map<String, Object> result) -> outlet.answer(request.id(), result);
      case Handled.Failed(RpcError error) -> outlet.refuse(request.id(), error);
      case Handled.Asking asking -> throw new IllegalStateException("nobody can be asked at once");
    }
    return true;
  }

  private void answer(Message.Request request, Call call, Outlet outlet) {
    Cancellation cancellation = call.cancellation();
    OutletTransport transport = new OutletTransport(outlet, lane.mapper());
    var stream = engine().responseStream(transport);
    SessionRequest context =
        new SessionRequest(lane, this, stream, call, request.params().path("_meta"));
    var work =
        stream
            .handle(
                new McpSchema.JSONRPCRequest(
                    McpSchema.JSONRPC_VERSION, request.method(), request.id(), request.params()))
            .contextWrite(known -> known.put(McpTransportContext.KEY, context.context()))
            .doFinally(how -> underWay.remove(request.id(), cancellation))
            .subscribe(
                nothing -> {},
                e -> outlet.refuse(request.id(), RpcError.internal(Incident.report(log, e))),
                () -> {
                  if (!transport.isAnswered()) {
                    outlet.close();
                  }
                });
    cancellation.onCancel(
        () -> {
          work.dispose();
          outlet.close();
        });
  }

  /** Most of what clients ask does without, and it takes more memory than all the rest. */
  private McpStreamableServerSession engine() {
    McpStreamableServerSession begun = engine;
    if (begun == null) {
      synchronized (this) {
        begun = engine;
        if (begun == null) {
          begun = lane.engine();
          engine = begun;
        }
      }
    }
    return begun;
  }

  /** Takes a notification; false when it cancels a request that is not under way here. */
  public boolean take(Message.Notification notification) {
    isConfirmed = true;
    Object id = notification.cancelledId();
    return id == null || underWay.cancel(id);
  }

  /** Cancels the request of this {@link RequestMark}, if it is under way here. */
  public void cancel(String mark) {
    underWay.cancelMarked(mark);
  }

  /** Whether this process asked the client this: others may have, in the same session. */
  public boolean hasAsked(Object question) {
    McpStreamableServerSession begun = engine;
    return begun != null && question instanceof String text && text.startsWith(begun.getId() + "-");
  }

  /** Takes the response to a request that was sent to the client. */
  public void take(Message.Response response) {
    McpStreamableServerSession begun = engine;
    if (begun == null) {
      return;
    }
    JsonNode result = response.result();
    McpSchema.JSONRPCResponse taken =
        result == null
            ? McpSchema.JSONRPCResponse.error(
                response.id(),
                new McpSchema.JSONRPCResponse.JSONRPCError(
                    RpcError.INTERNAL_ERROR, "the client answered with an error", null))
            : McpSchema.JSONRPCResponse.result(response.id(), result);
    // A response to nothing is the client's mistake, and nobody waits for an answer to it.
    var _ =
        begun
            .accept(taken)
            .subscribe(nothing -> {}, e -> log.debug("A response was of no use.", e));
  }

  /** Opens the stream on which the server may speak first; a later one takes its place. */
  public void listen(Outlet outlet) {
    isConfirmed = true;
    var _ = engine().listeningStream(new OutletTransport(outlet, lane.mapper()));
  }

  /**
   * Watches a resource, or with null no longer, in whichever process; false when there are too many
   * already, or were too many changes lately.
   */
  boolean watch(String uri, @Nullable Watched what) {
    if (what != null && watching.has(uri, what)) {
      return true;
    }
    boolean isPossible =
        (what == null || watching.hasRoomFor(uri)) && witness.watches(this, uri, what);
    if (isPossible) {
      watching.set(uri, what);
    }
    return isPossible;
  }

  /** Likewise, as another process was asked to. */
  public void recall(String uri, @Nullable Watched what) {
    watching.set(uri, what);
  }

  @Override
  public void changed(Predicate<KeyId> isChanged) {
    tell("notifications/resources/list_changed", Map.of());
    watching.affected(
        isChanged, uri -> tell("notifications/resources/updated", Map.of("uri", uri)));
  }

  private void tell(String method, Object params) {
    McpStreamableServerSession begun = engine;
    if (begun == null) {
      return;
    }
    var _ =
        begun
            .sendNotification(method, params)
            // Whoever does not listen does not want to know.
            .subscribe(nothing -> {}, e -> log.debug("Nobody listens.", e));
  }

  /** Ends the session, and what is under way in it. */
  public void end() {
    underWay.cancelAll();
    McpStreamableServerSession begun = engine;
    if (begun != null) {
      begun.close();
    }
  }
}
