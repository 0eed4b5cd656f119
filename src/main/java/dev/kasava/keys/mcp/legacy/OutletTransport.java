package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An outlet as the SDK wants to see it. What went wrong inside stays inside. Thread-safe. */
final class OutletTransport implements McpStreamableServerTransport {
  private final Outlet outlet;
  private final JacksonMcpJsonMapper mapper;
  private volatile boolean isAnswered;

  OutletTransport(Outlet outlet, JacksonMcpJsonMapper mapper) {
    this.outlet = outlet;
    this.mapper = mapper;
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
      isAnswered = true;
      Object id = Objects.requireNonNull(response.id());
      if (response.error() != null) {
        // Its errors quote what the client sent, which may be a secret, and exceptions.
        outlet.refuse(
            id,
            response.error().code() == RpcError.METHOD_NOT_FOUND
                ? RpcError.noSuchMethod()
                : RpcError.internal("Something went wrong here. The server's log says what."));
      } else if (response.result() instanceof RpcError error) {
        outlet.refuse(id, error);
      } else {
        outlet.answer(id, response.result());
      }
    } else {
      outlet.send(message);
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
