package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Secret;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The SDK's own client, as tests use it. */
final class SdkClients {
  private SdkClients() {}

  /** A client named {@code name} with a session. */
  static McpSyncClient client(String serverUrl, Secret key, String name) {
    McpSyncClient client =
        McpClient.sync(transport(serverUrl, key))
            .clientInfo(McpSchema.Implementation.builder(name, "1").build())
            .build();
    client.initialize();
    return client;
  }

  /** A client whose person answers what tools ask so. */
  static McpSyncClient asking(
      String serverUrl,
      Secret key,
      Function<McpSchema.ElicitFormRequest, McpSchema.ElicitResult> forms,
      Function<McpSchema.ElicitUrlRequest, McpSchema.ElicitResult> links) {
    return asking(transport(serverUrl, key), forms, links);
  }

  /** Likewise, over this transport. */
  static McpSyncClient asking(
      HttpClientStreamableHttpTransport transport,
      Function<McpSchema.ElicitFormRequest, McpSchema.ElicitResult> forms,
      Function<McpSchema.ElicitUrlRequest, McpSchema.ElicitResult> links) {
    McpSyncClient client =
        McpClient.sync(transport)
            .clientInfo(McpSchema.Implementation.builder("asking", "1").build())
            .capabilities(McpSchema.ClientCapabilities.builder().elicitation(true, true).build())
            .elicitation(forms)
            .urlElicitation(links)
            .build();
    client.initialize();
    return client;
  }

  /** Each request to the next of these servers. */
  static HttpClientStreamableHttpTransport inTurn(List<String> serverUrls, Secret key) {
    AtomicInteger turn = new AtomicInteger();
    return HttpClientStreamableHttpTransport.builder(serverUrls.getFirst())
        .endpoint("/mcp")
        .addHttpRequestCustomizer(
            (request, method, uri, body, context) ->
                request
                    .uri(
                        URI.create(
                            serverUrls.get(turn.getAndIncrement() % serverUrls.size()) + "/mcp"))
                    .header("Authorization", "Bearer " + key.reveal()))
        .build();
  }

  private static HttpClientStreamableHttpTransport transport(String serverUrl, Secret key) {
    return HttpClientStreamableHttpTransport.builder(serverUrl)
        .endpoint("/mcp")
        .addHttpRequestCustomizer(
            (request, method, uri, body, context) ->
                request.header("Authorization", "Bearer " + key.reveal()))
        .build();
  }

  static McpSchema.CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
  }

  /** The structured result of a call that has to succeed. */
  static Map<?, ?> structured(McpSchema.CallToolResult result) {
    assertThat(result.isError()).as("%s", result).isFalse();
    return (Map<?, ?>) Objects.requireNonNull(result.structuredContent());
  }

  /** The sentence of a call that has to fail. */
  static String failure(McpSchema.CallToolResult result) {
    assertThat(result.isError()).as("%s", result).isTrue();
    assertThat(result.structuredContent()).isNull();
    return text(result);
  }

  static String text(McpSchema.CallToolResult result) {
    return ((McpSchema.TextContent) result.content().getFirst()).text();
  }

  static List<String> tools(McpSyncClient client) {
    return client.listTools().tools().stream().map(McpSchema.Tool::name).sorted().toList();
  }
}
