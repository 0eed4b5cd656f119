package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Features;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpNotificationHandler;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Begins sessions. Features run where what may block is run or, after a question, on the executor.
 * Thread-safe.
 */
public final class LegacyLane {
  /** The revisions that are spoken here, oldest first. */
  public static final List<String> PROTOCOL_VERSIONS =
      List.of("2025-03-26", "2025-06-18", "2025-11-25");

  public static final String INITIALIZE = "initialize";

  /** How long a person may take to answer a question. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Features features;
  private final SessionIds ids;
  private final Duration patience;
  private final Scheduler scheduler;
  private final JacksonMcpJsonMapper mapper;
  private final Map<String, McpRequestHandler<?>> requests;
  private final Map<String, McpNotificationHandler> notifications = Map.of();

  /**
   * @param patience how long a client may take to answer a question
   * @param executor runs what blocks
   */
  public LegacyLane(Features features, SessionIds ids, Duration patience, Executor executor) {
    this.features = features;
    this.ids = ids;
    this.patience = patience;
    this.scheduler = Schedulers.fromExecutor(executor);
    this.mapper = new JacksonMcpJsonMapper(features.json().mapper());
    this.requests = requests();
  }

  private Map<String, McpRequestHandler<?>> requests() {
    Map<String, McpRequestHandler<?>> handlers = new HashMap<>();
    for (String method : METHODS) {
      handlers.put(
          method,
          (exchange, params) ->
              SessionRequest.of(exchange.transportContext()).answer(method, (ObjectNode) params));
    }
    return handlers;
  }

  private static final List<String> METHODS =
      List.of(
          "tools/list",
          "tools/call",
          "resources/list",
          "resources/templates/list",
          "resources/read",
          "resources/subscribe",
          "resources/unsubscribe",
          "prompts/list",
          "prompts/get",
          "completion/complete",
          "logging/setLevel");

  Features features() {
    return features;
  }

  boolean mayBeTold(Caller caller) {
    Scope needed = features.catalogue().resources().needed();
    return needed == null || caller.scopes().covers(needed);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  JacksonMcpJsonMapper mapper() {
    return mapper;
  }

  /**
   * Begins a session with a client that asked to; its answer comes by {@link
   * Session#answerBeginning}.
   *
   * @param witness hears what the session has to remember
   */
  public Outcome<Session> begin(Message.Request initialize, Caller caller, Witness witness) {
    ObjectNode wish = initialize.params();
    String name = wish.path("clientInfo").path("name").stringValue(null);
    if (name == null || !isWellFormed(wish)) {
      return Outcome.refused(
          new Refusal.Invalid(
              "params",
              "Send protocolVersion, capabilities and clientInfo with a name and a version, each"
                  + " in the form that MCP gives it."));
    }
    Client named = Client.named(name);
    Client client = named == Client.OTHER || named == Client.UNKNOWN ? caller.client() : named;
    SessionIds.Beginning beginning =
        ids.begin(client, Ability.in(wish.path("capabilities")), caller.principal());
    return Outcome.done(new Session(this, beginning, caller, witness));
  }

  /**
   * The session that another process, or this one earlier, began under this id; null unless it
   * belongs to this caller and is not over by its age. Whether it was ended is another question.
   */
  public @Nullable Session resume(String id, Caller caller, Witness witness) {
    SessionIds.Beginning beginning = ids.open(id, caller.principal());
    return beginning == null ? null : new Session(this, beginning, caller, witness);
  }

  /** What carries the requests of a session that ask the client, and what it is told unasked. */
  McpStreamableServerSession engine() {
    // Its questions are numbered under its id, and another process may ask in the same session.
    String id = UUID.randomUUID().toString();
    return new McpStreamableServerSession(id, null, null, patience, requests, notifications);
  }

  /**
   * What clients say of themselves grows with each revision; what is known has to have its form.
   */
  private boolean isWellFormed(ObjectNode wish) {
    if (!wish.path("clientInfo").path("version").isString()
        || !wish.path("protocolVersion").isString()
        || !wish.path("capabilities").isObject()) {
      return false;
    }
    try {
      features.json().mapper().treeToValue(wish, McpSchema.InitializeRequest.class);
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** What a client is told when its session begins. */
  Map<String, Object> introduction(JsonNode wish) {
    Map<String, Object> introduction = new LinkedHashMap<>();
    introduction.put("protocolVersion", agreed(wish.path("protocolVersion").stringValue("")));
    introduction.put("capabilities", capabilities());
    introduction.put("serverInfo", features.catalogue().server());
    introduction.put("instructions", features.catalogue().instructions());
    return introduction;
  }

  /**
   * What is spoken with whoever wishes for this revision: the newest of ours instead of one that is
   * not.
   */
  public static String agreed(String wished) {
    return PROTOCOL_VERSIONS.contains(wished) ? wished : PROTOCOL_VERSIONS.getLast();
  }

  private Map<String, Object> capabilities() {
    Map<String, Object> capabilities = new LinkedHashMap<>(features.catalogue().capabilities());
    if (features.catalogue().logs()) {
      capabilities.put("logging", Map.of());
    }
    return capabilities;
  }
}
