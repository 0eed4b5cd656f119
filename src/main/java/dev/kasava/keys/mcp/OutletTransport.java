package dev.kasava.keys.mcp;

import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An outlet as the SDK wants to see it. What went wrong inside stays inside. */
final class OutletTransport implements McpStreamableServerTransport {
  private final Outlet outlet;
  private final JacksonMcpJsonMapper mapper;

  OutletTransport(Outlet outlet, Json json) {
    this.outlet = outlet;
    this.mapper = new JacksonMcpJsonMapper(json.mapper());
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    return Mono.fromRunnable(
        () -> outlet.send(discreet(message), message instanceof McpSchema.JSONRPCResponse));
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String messageId) {
    return sendMessage(message);
  }

  /** The SDK puts the text of exceptions into its internal errors. */
  private static Object discreet(McpSchema.JSONRPCMessage message) {
    return message instanceof McpSchema.JSONRPCResponse response
            && response.error() != null
            && response.error().code() == McpSchema.ErrorCodes.INTERNAL_ERROR
        ? RpcError.internal(response.id()).wire()
        : message;
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(outlet::close);
  }

  @Override
  public void close() {
    outlet.close();
  }
}
