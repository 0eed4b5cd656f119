package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What counts as a request, exactly. */
final class McpUsageTest {
  private TestServer server;
  private RawMcp raw;
  private Issue.Claimed key;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    key = server.installation().create("Counted", null, "keys:read");
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private JsonNode usage() {
    return server.call("GET", "/api/v1/keys/" + key.key().key().id() + "/usage", null).json();
  }

  private void assertCounted(int requests, int rejected) {
    JsonNode usage = usage();
    assertThat(usage.path("totalRequests").intValue()).as("%s", usage).isEqualTo(requests);
    assertThat(usage.path("requestsToday").intValue()).isEqualTo(requests);
    assertThat(usage.path("rejectedRequests").intValue()).as("%s", usage).isEqualTo(rejected);
  }

  private static String tool(String name) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
        + name
        + "\",\"arguments\":{}}}";
  }

  @Test
  void requestsCountAndNothingElseDoes() {
    Secret secret = key.secret();
    String session = raw.begin(secret);
    assertCounted(1, 0);
    raw.post(RawMcp.PING, secret, session);
    raw.post(tool("whoami"), secret, session);
    raw.post(tool("list_api_keys"), secret, session);
    // Wrong arguments, an unknown tool, an unknown method: requests all the same.
    raw.post(tool("get_api_key"), secret, session);
    raw.post(tool("no_such_tool"), secret, session);
    raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"keys/steal\"}", secret, session);
    assertCounted(7, 0);

    raw.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", secret, session);
    raw.post("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}", secret, session);
    raw.post("{oops", secret, session);
    raw.send("DELETE", new byte[0], RawMcp.headers(secret, session));
    assertCounted(7, 0);
  }

  @Test
  void aToolForWantOfAScopeCountsAsRejected() {
    String session = raw.begin(key.secret());
    for (String name :
        new String[] {"create_api_key", "update_api_key", "regenerate_api_key", "delete_api_key"}) {
      raw.post(tool(name), key.secret(), session);
    }
    assertCounted(1, 4);
  }

  @Test
  void manyAtOnceAreCountedOneByOne() throws Exception {
    String session = raw.begin(key.secret());
    try (ExecutorService workers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 500; i++) {
        workers.execute(
            () ->
                assertThat(raw.post(tool("whoami"), key.secret(), session).status())
                    .isEqualTo(200));
      }
    }
    assertCounted(501, 0);
  }

  @Test
  void aClientOfNoKnownNameIsToldByItsUserAgent() {
    Map<String, String> headers = RawMcp.headers(key.secret(), null);
    headers.put("User-Agent", "curl/8.1");
    raw.send("POST", RawMcp.INITIALIZE.getBytes(StandardCharsets.UTF_8), headers);
    assertThat(usage().path("byClient").get(0).path("client").stringValue()).isEqualTo("curl");
  }
}
