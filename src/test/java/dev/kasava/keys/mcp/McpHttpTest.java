package dev.kasava.keys.mcp;

import static dev.kasava.keys.mcp.SdkClients.call;
import static dev.kasava.keys.mcp.SdkClients.structured;
import static dev.kasava.keys.mcp.SdkClients.text;
import static dev.kasava.keys.mcp.SdkClients.tools;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's own client against a real server. */
final class McpHttpTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private McpSyncClient client(Secret key) {
    return SdkClients.client(server.url(), key, "cursor-vscode");
  }

  @Test
  void toolsAreListedByTheCallersScopes() {
    try (McpSyncClient all = client(server.installation().firstKey().secret());
        McpSyncClient reader =
            client(server.installation().create("Reader", null, "keys:read").secret());
        McpSyncClient nobody = client(server.installation().create("Nobody", null).secret())) {
      assertThat(tools(all))
          .containsExactly(
              "audit_api_keys",
              "create_api_key",
              "delete_api_key",
              "get_api_key",
              "get_api_key_usage",
              "list_api_keys",
              "regenerate_api_key",
              "update_api_key",
              "whoami");
      assertThat(tools(reader))
          .containsExactly(
              "audit_api_keys", "get_api_key", "get_api_key_usage", "list_api_keys", "whoami");
      assertThat(tools(nobody)).containsExactly("whoami");
      McpSchema.CallToolResult refused = call(reader, "create_api_key", Map.of("name", "Sneaky"));
      assertThat(refused.isError()).isTrue();
      assertThat(text(refused)).contains("keys:write");
    }
  }

  @Test
  void aKeyIsCreatedRegeneratedAndDeletedWithoutItsSecretPassingThrough() {
    try (McpSyncClient client = client(server.installation().firstKey().secret())) {
      Map<?, ?> created =
          structured(call(client, "create_api_key", Map.of("name", "Agent", "scopes", List.of())));
      Map<?, ?> key = (Map<?, ?>) Objects.requireNonNull(created.get("key"));
      String id = (String) Objects.requireNonNull(key.get("id"));
      assertThat(key.get("status")).isEqualTo("pending");
      assertThat(created.get("claimUrl"))
          .isEqualTo(server.url() + "/settings/api-keys/" + id + "/claim");
      assertThat(created.containsKey("secret")).isFalse();

      Issue.Claimed claimed = claim(id);
      assertThat(structured(call(client, "get_api_key", Map.of("id", id))).get("status"))
          .isEqualTo("active");

      Map<?, ?> dryRun = structured(call(client, "regenerate_api_key", Map.of("id", id)));
      assertThat(dryRun.get("dryRun")).isEqualTo(true);
      assertThat(dryRun.get("toConfirm")).isEqualTo("Agent");
      assertThat(call(client, "regenerate_api_key", Map.of("id", id, "confirm", "agent")).isError())
          .isTrue();
      structured(call(client, "regenerate_api_key", Map.of("id", id, "confirm", "Agent")));
      assertThat(me(claimed.secret())).isEqualTo(200);

      assertThat(structured(call(client, "delete_api_key", Map.of("id", id))).get("dryRun"))
          .isEqualTo(true);
      assertThat(me(claimed.secret())).isEqualTo(200);
      assertThat(
              structured(call(client, "delete_api_key", Map.of("id", id, "confirm", "Agent")))
                  .get("deleted"))
          .isEqualTo(true);
      assertThat(me(claimed.secret())).isEqualTo(401);
    }
  }

  private Issue.Claimed claim(String id) {
    return TestInstallation.done(
        server
            .installation()
            .get()
            .verbs()
            .claim()
            .claim(server.installation().firstCaller(), new KeyId(id)));
  }

  private int me(Secret secret) {
    return server.send("GET", "/api/v1/me", null, "X-API-Key", secret.reveal()).status();
  }

  @Test
  void eachRequestCountsOnceUnderTheClientsOwnName() {
    Issue.Claimed key = server.installation().create("Counted", null, "keys:read");
    try (McpSyncClient client = client(key.secret())) {
      tools(client);
      structured(call(client, "whoami", Map.of()));
      call(client, "delete_api_key", Map.of("id", "x"));
    }
    var usage = server.call("GET", "/api/v1/keys/" + key.key().key().id() + "/usage", null).json();
    // initialize, tools/list, tools/call; the notification does not count.
    assertThat(usage.path("totalRequests").longValue()).isEqualTo(3);
    assertThat(usage.path("rejectedRequests").longValue()).isEqualTo(1);
    assertThat(usage.path("byClient").get(0).path("client").stringValue()).isEqualTo("cursor");
  }

  @Test
  void argumentsThatCannotBeRightAreToolErrorsInSentences() {
    try (McpSyncClient client = client(server.installation().firstKey().secret())) {
      for (Map<String, Object> arguments :
          List.<Map<String, Object>>of(
              Map.of(),
              Map.of("name", 5),
              Map.of("name", ""),
              Map.of("name", "a", "owner", "own_x"),
              Map.of("name", "a", "scopes", "keys:read"),
              Map.of("name", "a", "expiresAt", "tomorrow"),
              Map.of("name", "a\u202Eb"))) {
        McpSchema.CallToolResult result = call(client, "create_api_key", arguments);
        assertThat(result.isError()).as("%s", arguments).isTrue();
        assertThat(text(result)).endsWith(".").doesNotContain("Exception", "jackson");
      }
      assertThat(structured(call(client, "list_api_keys", Map.of())).get("keys"))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .hasSize(1);
    }
  }
}
