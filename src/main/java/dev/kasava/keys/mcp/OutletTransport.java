package dev.kasava.keys.mcp;

import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An outlet as the SDK wants to see it. What went wrong inside stays inside. Thread-safe. */
final class OutletTransport implements McpStreamableServerTransport {
  private final Outlet outlet;
  private volatile boolean isAnswered;
  private final JacksonMcpJsonMapper mapper;

  OutletTransport(Outlet outlet, Json json) {
    this.outlet = outlet;
    this.mapper = new JacksonMcpJsonMapper(json.mapper());
  }

  /** Whether the answer that a client waits for was sent. */
  boolean isAnswered() {
    return isAnswered;
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    return Mono.fromRunnable(() -> send(message));
  }

  private void send(McpSchema.JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCResponse response) {
      outlet.send(
          response.error() == null
              ? response
              : RpcError.inOurWords(response.id(), response.error().code()).wire(),
          true);
      isAnswered = true;
    } else {
      outlet.send(message, false);
    }
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String messageId) {
    return sendMessage(message);
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }

  /** The SDK closes when it fails, too, before anybody could answer so; who opened it closes it. */
  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }

  @Override
  public void close() {}
}
