package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Handled;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Reply;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.mcp.feature.Round;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request of a session, under way. What a feature asks goes to the client as a request of its
 * own, on the stream of the answer; no thread waits for the reply.
 */
final class SessionRequest implements Call.Feedback {
  private static final Logger log = LoggerFactory.getLogger(SessionRequest.class);
  private static final String CONTEXT = "request";

  /** Nobody has that much to ask; a feature that never stops asking has a fault. */
  private static final int MOST_ROUNDS = 10;

  private static final int RESOURCE_NOT_FOUND = -32002;

  private static final TypeRef<JsonNode> ANYTHING = new TypeRef<>() {};

  private final LegacyLane lane;
  private final Session session;
  private final McpStreamableServerSessionStream stream;
  private final Call call;
  private final @Nullable Object progressToken;

  SessionRequest(
      LegacyLane lane,
      Session session,
      McpStreamableServerSessionStream stream,
      Call call,
      JsonNode meta) {
    this.lane = lane;
    this.session = session;
    this.stream = stream;
    this.call = new Call(call.caller(), call.abilities(), call.round(), this, call.cancellation());
    JsonNode token = meta.path("progressToken");
    this.progressToken = token.isString() || token.isIntegralNumber() ? token : null;
  }

  static SessionRequest of(McpTransportContext context) {
    if (context.get(CONTEXT) instanceof SessionRequest request) {
      return request;
    }
    throw new IllegalStateException("a request came without its context");
  }

  McpTransportContext context() {
    return McpTransportContext.create(Map.of(CONTEXT, this));
  }

  /** The result, or an {@link RpcError} in its place. */
  Mono<Object> answer(String method, ObjectNode params) {
    return switch (method) {
      case "logging/setLevel" -> Mono.fromCallable(() -> setLevel(params));
      case "resources/subscribe" -> Mono.fromCallable(() -> watch(params, true));
      case "resources/unsubscribe" -> Mono.fromCallable(() -> watch(params, false));
      default -> run(method, params, call, 1);
    };
  }

  private Mono<Object> run(String method, ObjectNode params, Call round, int number) {
    return Mono.fromCallable(() -> lane.features().handle(method, params, round))
        .flatMap(
            handled ->
                switch (handled) {
                  case Handled.Done(Map<String, Object> result) -> Mono.just(result);
                  case Handled.Failed(RpcError error) -> Mono.just(inItsEra(method, error));
                  case Handled.Asking(var questions, var keep) ->
                      ask(questions, keep, method, params, round, number);
                });
  }

  /** These revisions have a code of its own for a resource that is not there. */
  private static RpcError inItsEra(String method, RpcError error) {
    return method.equals("resources/read")
            && error.code() == RpcError.INVALID_PARAMS
            && !error.isAtFault()
        ? new RpcError(RESOURCE_NOT_FOUND, error.message(), null, false)
        : error;
  }

  private Mono<Object> ask(
      Map<String, Question> questions,
      @Nullable String keep,
      String method,
      ObjectNode params,
      Call round,
      int number) {
    for (Question question : questions.values()) {
      if (!round.can(question.needs())) {
        return Mono.just(RpcError.missingCapability(question.needs().declaration()));
      }
    }
    if (number == MOST_ROUNDS) {
      log.error("{} asks and asks.", method);
      return Mono.just(RpcError.internal("This asked too often. The server's log says more."));
    }
    return Flux.fromIterable(questions.entrySet())
        .concatMap(entry -> ask(entry.getValue()).map(reply -> Map.entry(entry.getKey(), reply)))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .publishOn(lane.scheduler())
        .flatMap(
            replies ->
                run(
                    method,
                    params,
                    round.in(new Round.Later(keep == null ? "" : keep, replies)),
                    number + 1));
  }

  /** A client that never answers, or answers with an error, has not answered. */
  private Mono<Reply> ask(Question question) {
    return stream
        .sendRequest(question.method(), paramsOf(question), ANYTHING)
        .map(Reply::new)
        .onErrorResume(
            e -> {
              log.debug("A question was not answered.", e);
              return Mono.just(Reply.none());
            });
  }

  /** Links carry an id in these revisions. */
  private static Map<String, Object> paramsOf(Question question) {
    Map<String, Object> params = new HashMap<>(question.params());
    if ("url".equals(params.get("mode"))) {
      params.put("elicitationId", UUID.randomUUID().toString());
    }
    return params;
  }

  private Object setLevel(ObjectNode params) {
    Optional<McpSchema.LoggingLevel> level = level(params.path("level").stringValue(""));
    level.ifPresent(stream::setMinLoggingLevel);
    return level.isPresent()
        ? Map.of()
        : RpcError.invalidParams(
            "The level has to be one of: debug, info, notice, warning, error, critical, alert,"
                + " emergency.");
  }

  private static Optional<McpSchema.LoggingLevel> level(String name) {
    for (McpSchema.LoggingLevel level : McpSchema.LoggingLevel.values()) {
      if (level.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  private Object watch(ObjectNode params, boolean isWanted) {
    String uri = params.path("uri").stringValue(null);
    if (uri == null) {
      return RpcError.invalidParams("Send the field uri, a text.");
    }
    Optional<Watched> watched = lane.features().catalogue().resources().watched(call.caller(), uri);
    if (watched.isEmpty()) {
      session.recall(uri, null);
      return isWanted ? RpcError.refused("There is no such resource to watch.") : Map.of();
    }
    return session.watch(uri, isWanted ? watched.get() : null)
        ? Map.of()
        : RpcError.refused(
            "This session watches too many resources already, or too many were chosen with its key"
                + " in the last hour.");
  }

  @Override
  public void progress(long done, long total, String message) {
    if (progressToken != null) {
      send("notifications/progress", Wire.progress(progressToken, done, total, message));
    }
  }

  @Override
  public void log(String level, Object data) {
    if (level(level).filter(stream::isNotificationForLevelAllowed).isPresent()) {
      send("notifications/message", Map.of("level", level, "data", data));
    }
  }

  private void send(String method, Object params) {
    var _ =
        stream
            .sendNotification(method, params)
            .subscribe(nothing -> {}, e -> log.debug("A notice was lost.", e));
  }
}
