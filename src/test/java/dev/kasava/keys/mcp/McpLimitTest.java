package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The limit of a key over MCP, in both eras, and the tools that set it. */
final class McpLimitTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-11-25T12:00:00Z"));
  private TestServer server;
  private RawMcp raw;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
    raw = new RawMcp(server.url());
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Issue.Claimed limited(long requests) {
    TestInstallation installation = server.installation();
    return (Issue.Claimed)
        TestInstallation.done(
            installation
                .get()
                .verbs()
                .create()
                .create(
                    installation.firstCaller(),
                    new CreateKey.Request(
                        "Limited " + requests,
                        null,
                        List.of("keys:read"),
                        true,
                        new RateLimit(requests, Duration.ofMinutes(1)),
                        null)));
  }

  private void assertCounted(KeyId key, int requests, int rejected) {
    JsonNode usage = server.call("GET", "/api/v1/keys/" + key + "/usage", null).json();
    assertThat(usage.path("totalRequests").intValue()).as("%s", usage).isEqualTo(requests);
    assertThat(usage.path("rejectedRequests").intValue()).as("%s", usage).isEqualTo(rejected);
  }

  private static void isStopped(RawMcp.Answer answer, int seconds) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo(Integer.toString(seconds));
    assertThat(answer.header("RateLimit")).isEqualTo("\"key\";r=0;t=" + seconds);
    assertThat(answer.header("RateLimit-Policy")).startsWith("\"key\";q=");
    JsonNode error = answer.json().path("error");
    assertThat(answer.json().has("id")).isTrue();
    assertThat(error.path("code").intValue()).isEqualTo(429);
    assertThat(error.path("message").stringValue()).contains("again in " + seconds + " seconds");
    assertThat(error.path("data").path("retryAfterSeconds").intValue()).isEqualTo(seconds);
  }

  @Test
  void theOlderEraIsStoppedAndGoesOnInTheSameSession() {
    Issue.Claimed key = limited(3);
    Secret secret = key.secret();
    String session = raw.begin(secret);
    assertThat(raw.post(RawMcp.PING, secret, session).header("RateLimit"))
        .isEqualTo("\"key\";r=1;t=60");
    // Nobody waits for an answer to it, and it does not count.
    raw.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", secret, session);
    assertThat(raw.post(RawMcp.PING, secret, session).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(15));
    isStopped(raw.post(RawMcp.PING, secret, session), 45);
    isStopped(raw.post(RawMcp.INITIALIZE, RawMcp.headers(secret, null)), 45);
    clock.advance(Duration.ofSeconds(45));
    assertThat(raw.post(RawMcp.PING, secret, session).status()).isEqualTo(200);
    assertCounted(key.key().key().id(), 4, 2);
  }

  @Test
  void theNewerEraIsStopped() {
    Issue.Claimed key = limited(2);
    ModernMcp client = new ModernMcp(raw, key.secret());
    assertThat(client.call("whoami", "{}").header("RateLimit")).isEqualTo("\"key\";r=1;t=60");
    // What a key may not use at all uses nothing up.
    assertThat(client.call("create_api_key", "{\"name\":\"X\"}").status()).isEqualTo(200);
    assertThat(client.call("whoami", "{}").status()).isEqualTo(200);
    isStopped(client.call("whoami", "{}"), 60);
    isStopped(client.ask("server/discover", "{}"), 60);
    clock.advance(Duration.ofSeconds(60));
    assertThat(client.call("whoami", "{}").status()).isEqualTo(200);
    assertCounted(key.key().key().id(), 3, 3);
  }

  @Test
  void parallelCallsGetExactlyTheLimitThrough() throws Exception {
    Issue.Claimed key = limited(50);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      calls.add(
          () -> new ModernMcp(raw, key.secret()).call("whoami", "{}").status() == 200 ? 1 : 0);
    }
    int passed = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> each : executor.invokeAll(calls)) {
        passed += each.get();
      }
    }
    assertThat(passed).isEqualTo(50);
    assertCounted(key.key().key().id(), 50, 70);
  }

  @Test
  void toolsSetShowAndRemoveALimit() {
    ModernMcp client = new ModernMcp(raw, server.installation().firstKey().secret());
    JsonNode made =
        client
            .call(
                "create_api_key",
                "{\"name\":\"CI\",\"rateLimit\":{\"requests\":100,\"windowSeconds\":60}}")
            .json()
            .path("result")
            .path("structuredContent")
            .path("key");
    assertThat(made.path("rateLimit").path("requests").longValue()).isEqualTo(100);
    String id = made.path("id").stringValue();
    JsonNode answer = update(client, id, "{\"requests\":5,\"windowSeconds\":1}");
    JsonNode changed = answer.path("structuredContent");
    assertThat(answer.path("content").get(0).path("text").stringValue())
        .contains("limited to 5 requests in 1 second");
    assertThat(changed.path("rateLimit").path("windowSeconds").longValue()).isOne();
    assertThat(update(client, id, "null").path("structuredContent").has("rateLimit")).isFalse();
    JsonNode refused = update(client, id, "{\"requests\":0,\"windowSeconds\":1}");
    assertThat(refused.path("isError").booleanValue()).isTrue();
    assertThat(refused.path("content").get(0).path("text").stringValue())
        .contains("1 to 1000000 requests");
  }

  private static JsonNode update(ModernMcp client, String id, String limit) {
    return client
        .call("update_api_key", "{\"id\":\"" + id + "\",\"rateLimit\":" + limit + "}")
        .json()
        .path("result");
  }
}
