package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.mcp.feature.Handled;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Reply;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.wire.Incident;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers requests of revision 2026-07-28, each by itself. Thread-safe. */
public final class ModernLane {
  public static final String PROTOCOL_VERSION = "2026-07-28";

  static final List<String> SUPPORTED = List.of(PROTOCOL_VERSION);

  private static final Logger log = LoggerFactory.getLogger(ModernLane.class);
  static final String DISCOVER = "server/discover";
  private static final String LISTEN = "subscriptions/listen";

  /** What only a release changes, for a given key. */
  private static final Set<String> STEADY =
      Set.of(DISCOVER, "tools/list", "prompts/list", "resources/templates/list");

  private static final Set<String> CACHEABLE =
      Set.of(
          DISCOVER,
          "tools/list",
          "prompts/list",
          "resources/templates/list",
          "resources/list",
          "resources/read");

  private static final int STEADY_MILLIS = 300_000;
  private static final String RESPONSES = "inputResponses";
  private static final String STATE = "requestState";

  private final Features features;
  private final RequestState states;
  private final Subscriptions subscriptions;
  private final Map<String, Object> serverInfo;

  public ModernLane(Features features, RequestState states, Subscriptions subscriptions) {
    this.features = features;
    this.states = states;
    this.subscriptions = subscriptions;
    this.serverInfo = shortInfo(features.catalogue().server());
  }

  /** The refusal of a revision that is not spoken here. */
  public static RpcError unsupported(String version) {
    return Envelope.unsupported(version);
  }

  /**
   * Answers a request. A subscription goes on after it was answered.
   *
   * @param aside runs what may block; the rest is answered before this returns, and never blocks
   */
  public void answer(
      Message.Request request,
      Caller unnamed,
      Outlet outlet,
      Cancellation cancellation,
      Executor aside) {
    guarding(
        request,
        outlet,
        () -> {
          Runnable rest = begin(request, unnamed, outlet, cancellation);
          if (rest != null) {
            aside.execute(() -> guarding(request, outlet, rest));
          }
        });
  }

  private static void guarding(Message.Request request, Outlet outlet, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      outlet.refuse(request.id(), RpcError.internal(Incident.report(log, e)));
    }
  }

  /** Answers what can be answered without blocking; what is left to do is returned, or null. */
  private @Nullable Runnable begin(
      Message.Request request, Caller unnamed, Outlet outlet, Cancellation cancellation) {
    return switch (Envelope.read(request.params())) {
      case Envelope.Read.Bad(RpcError error) -> {
        features.count(request.method(), request.params(), unnamed);
        outlet.refuse(request.id(), error);
        yield null;
      }
      case Envelope.Read.Good(Envelope envelope) -> {
        Caller caller = named(unnamed, envelope);
        features.count(request.method(), request.params(), caller);
        yield begin(request, envelope, caller, outlet, cancellation);
      }
    };
  }

  private static Caller named(Caller caller, Envelope envelope) {
    return switch (envelope.client()) {
      case OTHER, UNKNOWN -> caller;
      default -> caller.through(envelope.client());
    };
  }

  private @Nullable Runnable begin(
      Message.Request request,
      Envelope envelope,
      Caller caller,
      Outlet outlet,
      Cancellation cancellation) {
    String method = request.method();
    if (method.equals(DISCOVER)) {
      Map<String, Object> discovered = complete(method, description());
      discovered.put("_meta", serverInfo(features.catalogue().server()));
      outlet.answer(request.id(), discovered);
      return null;
    }
    if (method.equals(LISTEN)) {
      return () -> subscriptions.open(request, caller, outlet, cancellation, serverInfo);
    }
    if (features.know(method)) {
      Call call =
          new Call(
              caller,
              envelope.abilities(),
              new Round.First(),
              new Notices(envelope, outlet),
              cancellation);
      return begin(request, call, outlet);
    }
    outlet.refuse(request.id(), RpcError.noSuchMethod());
    return null;
  }

  private @Nullable Runnable begin(Message.Request request, Call call, Outlet outlet) {
    ObjectNode params = request.params();
    boolean isLater = params.has(RESPONSES) || params.has(STATE);
    Handled known = isLater ? null : features.atOnce(request.method(), params, call);
    if (known == null) {
      return () -> handle(request, call, outlet);
    }
    answer(request, call, known, outlet);
    return null;
  }

  private Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("supportedVersions", SUPPORTED);
    description.put("capabilities", features.catalogue().capabilities());
    description.put("instructions", features.catalogue().instructions());
    return description;
  }

  /** What every result says; pictures and the like are for those who ask who this is. */
  private static Map<String, Object> shortInfo(Catalogue.Server server) {
    return serverInfo(
        Map.of("name", server.name(), "title", server.title(), "version", server.version()));
  }

  private static Map<String, Object> serverInfo(Object server) {
    return Map.of(Envelope.PREFIX + "serverInfo", server);
  }

  private void handle(Message.Request request, Call first, Outlet outlet) {
    String method = request.method();
    ObjectNode params = request.params();
    Optional<Round> round =
        Features.THAT_MAY_ASK.contains(method)
            ? round(method, params, first.caller())
            : Optional.of(new Round.First());
    if (round.isEmpty()) {
      outlet.refuse(
          request.id(),
          RpcError.invalidParams(
              "This requestState is not, or no longer, good for this request. Send the request"
                  + " again without it."));
      return;
    }
    Call call = first.in(round.get());
    answer(request, call, features.handle(method, params, call), outlet);
  }

  private void answer(Message.Request request, Call call, Handled handled, Outlet outlet) {
    switch (handled) {
      case Handled.Done(Map<String, Object> result) ->
          outlet.answer(
              request.id(),
              complete(call.round() instanceof Round.First ? request.method() : "", result));
      case Handled.Failed(RpcError error) -> outlet.refuse(request.id(), error);
      case Handled.Asking(var questions, var keep) -> ask(request, call, questions, keep, outlet);
    }
  }

  /** Empty when what came with the replies does not hold. */
  private Optional<Round> round(String method, ObjectNode params, Caller caller) {
    Map<String, Reply> replies = replies(params.path(RESPONSES));
    JsonNode state = params.path(STATE);
    if (state.isMissingNode()) {
      return Optional.of(replies.isEmpty() ? new Round.First() : new Round.Unproven(replies));
    }
    return state.isString()
        ? states
            .open(state.stringValue(), method, params, caller)
            .map(kept -> new Round.Later(kept, replies))
        : Optional.empty();
  }

  /** What is no reply is left out, so that the question is asked again. */
  private static Map<String, Reply> replies(JsonNode responses) {
    Map<String, Reply> replies = new HashMap<>();
    responses
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject()) {
                replies.put(entry.getKey(), new Reply(entry.getValue()));
              }
            });
    return replies;
  }

  private void ask(
      Message.Request request,
      Call call,
      Map<String, Question> questions,
      @Nullable String keep,
      Outlet outlet) {
    Map<String, Object> asked = new LinkedHashMap<>();
    for (Map.Entry<String, Question> entry : questions.entrySet()) {
      Question question = entry.getValue();
      if (!call.can(question.needs())) {
        outlet.refuse(request.id(), RpcError.missingCapability(question.needs().declaration()));
        return;
      }
      asked.put(entry.getKey(), Map.of("method", question.method(), "params", question.params()));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("resultType", "input_required");
    result.put("inputRequests", asked);
    if (keep != null) {
      result.put(STATE, states.seal(keep, request.method(), request.params(), call.caller()));
    }
    result.put("_meta", serverInfo);
    outlet.answer(request.id(), result);
  }

  /**
   * @param method empty for what must not be cached, whichever method it answers
   */
  private Map<String, Object> complete(String method, Map<String, Object> result) {
    result.put("resultType", "complete");
    if (CACHEABLE.contains(method)) {
      result.put("ttlMs", STEADY.contains(method) ? STEADY_MILLIS : 0);
      result.put("cacheScope", "private");
    }
    result.put("_meta", serverInfo);
    return result;
  }
}
