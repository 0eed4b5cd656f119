package dev.kasava.keys.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The engine's idea of a transport: it takes from it how to start a session, and leaves the rest,
 * the table of sessions included, to the transports themselves.
 */
final class SessionFactory implements McpStreamableServerTransportProvider {
  private volatile McpStreamableServerSession.@Nullable Factory factory;

  @Override
  public List<String> protocolVersions() {
    return Session.PROTOCOL_VERSIONS;
  }

  @Override
  public void setSessionFactory(McpStreamableServerSession.Factory sessionFactory) {
    factory = sessionFactory;
  }

  McpStreamableServerSession.McpStreamableServerSessionInit start(
      McpSchema.InitializeRequest request) {
    return Objects.requireNonNull(factory).startSession(request);
  }

  @Override
  public Mono<Void> notifyClients(String method, Object params) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> notifyClient(String sessionId, String method, Object params) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }
}
