package dev.kasava.keys.mcp;

import static dev.kasava.keys.mcp.SdkClients.call;
import static dev.kasava.keys.mcp.SdkClients.client;
import static dev.kasava.keys.mcp.SdkClients.structured;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import io.modelcontextprotocol.client.McpSyncClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that the server ever says over MCP holds no secret, and neither does its log. */
final class NoSecretInTrafficTest {
  private final List<Secret> secrets = new ArrayList<>();

  @Test
  void notOneByteOfOneLeavesTheServer(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (TestServer server = TestServer.in(folder);
        Wiretap tap = new Wiretap(server.port())) {
      secrets.add(server.installation().firstKey().secret());
      useEveryTool(server, tap.url());
      sendSecretsWhereNoneBelong(server, tap.url());
      for (Secret secret : secrets) {
        assertThat(tap.fromServer()).doesNotContain(secret.reveal());
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(secret.reveal());
      }
      assertThat(tap.fromServer())
          .contains("claimUrl", "\"dryRun\":true", "\"deleted\":true")
          .doesNotContainPattern("ksa_[0-9A-Za-z]{38}");
      // The tap does hear secrets: the one that the client proves itself with.
      assertThat(tap.fromClients()).contains(secrets.getFirst().reveal());
    } finally {
      System.setErr(before);
    }
  }

  private void useEveryTool(TestServer server, String url) {
    McpSyncClient client = client(url, server.installation().firstKey().secret(), "claude-code");
    Map<?, ?> created =
        structured(
            call(
                client, "create_api_key", Map.of("name", "Agent", "scopes", List.of("keys:read"))));
    String id =
        (String)
            Objects.requireNonNull(
                ((Map<?, ?>) Objects.requireNonNull(created.get("key"))).get("id"));
    claim(server, id);
    structured(
        call(
            client,
            "regenerate_api_key",
            Map.of("id", id, "overlapSeconds", 600, "confirm", "Agent")));
    claim(server, id);
    structured(call(client, "list_api_keys", Map.of()));
    structured(call(client, "get_api_key", Map.of("id", id)));
    structured(call(client, "get_api_key_usage", Map.of("id", id)));
    structured(call(client, "update_api_key", Map.of("id", id, "name", "Renamed")));
    structured(call(client, "audit_api_keys", Map.of()));
    structured(call(client, "whoami", Map.of()));
    structured(call(client, "regenerate_api_key", Map.of("id", id)));
    structured(call(client, "delete_api_key", Map.of("id", id)));
    structured(call(client, "delete_api_key", Map.of("id", id, "confirm", "Renamed")));
    client.closeGracefully();
  }

  private void claim(TestServer server, String id) {
    Issue.Claimed claimed =
        TestInstallation.done(
            server
                .installation()
                .get()
                .verbs()
                .claim()
                .claim(server.installation().firstCaller(), new KeyId(id)));
    secrets.add(claimed.secret());
  }

  /**
   * A model, or a person, may paste one anywhere; it is not to come back. A key's name is the one
   * exception: it is what its author made it.
   */
  private void sendSecretsWhereNoneBelong(TestServer server, String url) {
    Secret key = server.installation().firstKey().secret();
    String text = key.reveal();
    try (RawMcp raw = new RawMcp(url)) {
      String session = raw.begin(key);
      for (String body :
          List.of(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SECRET\"}",
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"SECRET\":1}}",
              "{\"jsonrpc\":\"2.0\",\"method\":\"SECRET\"}",
              "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"a\":\"SECRET\"}}",
              "{\"jsonrpc\":\"SECRET\",\"id\":1,\"method\":\"ping\"}",
              "{\"SECRET",
              "SECRET",
              RawMcp.INITIALIZE.replace(
                  "\"capabilities\":{}", "\"capabilities\":{\"roots\":\"SECRET\"}"),
              RawMcp.INITIALIZE.replace("2025-11-25", "SECRET"),
              RawMcp.INITIALIZE.replace("\"raw\"", "\"SECRET\""))) {
        raw.post(body.replace("SECRET", text), key, session);
      }
      for (String call :
          List.of(
              "{\"name\":\"SECRET\"}",
              "{\"name\":\"whoami\",\"_meta\":\"SECRET\"}",
              "{\"name\":\"whoami\",\"arguments\":\"SECRET\"}",
              "{\"name\":\"whoami\",\"arguments\":{\"SECRET\":1}}",
              "{\"name\":\"get_api_key\",\"arguments\":{\"id\":\"SECRET\"}}",
              "{\"name\":\"list_api_keys\",\"arguments\":{\"cursor\":\"SECRET\"}}",
              "{\"name\":\"list_api_keys\",\"arguments\":{\"search\":\"SECRET\"}}",
              "{\"name\":\"list_api_keys\",\"arguments\":{\"limit\":\"SECRET\"}}",
              "{\"name\":\"get_api_key_usage\",\"arguments\":{\"id\":\"KEY_ID\",\"tz\":\"SECRET\"}}",
              "{\"name\":\"create_api_key\",\"arguments\":{\"name\":\"a\",\"scopes\":[\"SECRET\"]}}",
              "{\"name\":\"create_api_key\",\"arguments\":{\"name\":\"a\",\"expiresAt\":\"SECRET\"}}",
              "{\"name\":\"delete_api_key\",\"arguments\":{\"id\":\"KEY_ID\",\"confirm\":\"SECRET\"}}")) {
        String params =
            call.replace("SECRET", text)
                .replace("KEY_ID", server.installation().firstKey().key().key().id().value());
        raw.post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}",
            key,
            session);
      }
      raw.post(RawMcp.PING, key, text);
    }
  }
}
