package dev.kasava.keys.mcp;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.mcp.tool.Refusals;
import dev.kasava.keys.mcp.tool.Tool;
import dev.kasava.keys.mcp.tool.Toolbox;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.usage.UsageMeter;
import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SDK's server with our tools, for sessions over any transport. Thread-safe. Calls run on the
 * thread that asks, which has to be one that may block.
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final String CALLER = "caller";
  private static final String REVISION = "protocolVersion";

  private final Toolbox toolbox;
  private final UsageMeter meter;
  private final Json json;
  private final SessionFactory sessions;
  private final McpSyncServer server;

  public Engine(Toolbox toolbox, UsageMeter meter, Json json, String version) {
    this.toolbox = toolbox;
    this.meter = meter;
    this.json = json;
    this.sessions = new SessionFactory();
    JacksonMcpJsonMapper mapper = new JacksonMcpJsonMapper(json.mapper());
    var specification =
        McpServer.sync(sessions)
            .serverInfo(
                McpSchema.Implementation.builder("kasava-keys", version)
                    .title("Kasava Keys")
                    .build())
            .instructions(Toolbox.INSTRUCTIONS)
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .immediateExecution(true)
            // Our own strict reading of arguments answers in sentences.
            .validateToolInputs(false)
            .addToolFilter((context, tool) -> isVisible(context, tool.name()));
    for (Tool tool : toolbox.tools()) {
      specification = specification.tools(specificationOf(tool, mapper));
    }
    this.server = specification.build();
  }

  private McpServerFeatures.SyncToolSpecification specificationOf(
      Tool tool, JacksonMcpJsonMapper mapper) {
    McpSchema.Tool described =
        McpSchema.Tool.builder(tool.name(), mapper, tool.inputSchema())
            .title(tool.title())
            .description(tool.description())
            .outputSchema(mapper, tool.outputSchema())
            .annotations(
                McpSchema.ToolAnnotations.builder()
                    .title(tool.title())
                    .readOnlyHint(tool.hints().isReadOnly())
                    .destructiveHint(tool.hints().isDestructive())
                    .idempotentHint(tool.hints().isIdempotent())
                    .openWorldHint(false)
                    .build())
            .build();
    return new McpServerFeatures.SyncToolSpecification(
        described, (exchange, request) -> call(tool, callerOf(exchange), request.arguments()));
  }

  private boolean isVisible(McpTransportContext context, String name) {
    return toolbox.named(name).filter(tool -> tool.isFor(callerOf(context))).isPresent();
  }

  private static Caller callerOf(McpSyncServerExchange exchange) {
    return callerOf(exchange.transportContext());
  }

  private static Caller callerOf(McpTransportContext context) {
    if (context.get(CALLER) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("a message came without its caller");
  }

  /** What the engine has to know of whom it works for. */
  static McpTransportContext contextOf(Caller caller) {
    return McpTransportContext.create(Map.of(CALLER, caller));
  }

  private McpSchema.CallToolResult call(
      Tool tool, Caller caller, @Nullable Map<String, Object> arguments) {
    try {
      return switch (tool.action().call(caller, arguments == null ? Map.of() : arguments)) {
        case Outcome.Done<Tool.Result>(Tool.Result result) ->
            McpSchema.CallToolResult.builder()
                .addTextContent(result.text())
                .structuredContent(json.mapper().convertValue(result.structured(), Map.class))
                .isError(false)
                .build();
        case Outcome.Refused<Tool.Result>(Refusal refusal) -> failed(Refusals.sentence(refusal));
      };
    } catch (StoreException e) {
      log.error("{}", e.getMessage(), e);
      return failed("The server cannot reach its data at the moment. Try again soon.");
    } catch (RuntimeException e) {
      log.error("A tool failed.", e);
      return failed("Something went wrong here. The server's log says what.");
    }
  }

  private static McpSchema.CallToolResult failed(String message) {
    return McpSchema.CallToolResult.builder().addTextContent(message).isError(true).build();
  }

  /** Begins a session with a client that asked to. */
  public Session begin(McpSchema.JSONRPCRequest initialize, Caller caller) {
    McpSchema.InitializeRequest wish =
        json.mapper().convertValue(agreeable(initialize), McpSchema.InitializeRequest.class);
    Client named = Client.named(wish.clientInfo().name());
    Client client = named == Client.OTHER || named == Client.UNKNOWN ? caller.client() : named;
    return new Session(this, sessions.start(wish), caller.key(), client);
  }

  /**
   * The params, with a revision that is spoken here in place of one that is not: the engine would
   * answer the same, but write what the client sent into the log.
   */
  private static Map<String, @Nullable Object> agreeable(McpSchema.JSONRPCRequest initialize) {
    Map<String, @Nullable Object> params = new HashMap<>();
    if (initialize.params() instanceof Map<?, ?> given) {
      given.forEach((name, value) -> params.put(String.valueOf(name), value));
    }
    if (!(params.get(REVISION) instanceof String wished)
        || !Session.PROTOCOL_VERSIONS.contains(wished)) {
      params.put(REVISION, Session.PROTOCOL_VERSIONS.getLast());
    }
    return params;
  }

  /**
   * Counts a request as one use of the caller's key, or, where it asks for a tool that the key may
   * not use, as rejected.
   *
   * @return the refusal to answer it with; null when it may go on
   */
  McpSchema.@Nullable CallToolResult admit(McpSchema.JSONRPCRequest request, Caller caller) {
    KeyId key = caller.key();
    Tool tool = toolOf(request);
    boolean isAllowed = tool == null || tool.isFor(caller);
    if (key != null) {
      meter.count(key, caller.client(), isAllowed ? Counted.ACCEPTED : Counted.MISSING_SCOPE);
    }
    return isAllowed || tool == null || tool.needed() == null
        ? null
        : failed(Refusals.sentence(new Refusal.MissingScope(tool.needed())));
  }

  private @Nullable Tool toolOf(McpSchema.JSONRPCRequest request) {
    return request.method().equals(McpSchema.METHOD_TOOLS_CALL)
            && request.params() instanceof Map<?, ?> params
            && params.get("name") instanceof String name
        ? toolbox.named(name).orElse(null)
        : null;
  }

  Json json() {
    return json;
  }

  @Override
  public void close() {
    server.closeGracefully();
  }
}
