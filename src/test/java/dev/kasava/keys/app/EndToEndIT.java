package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.RecordingProxy;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A key's whole life with the program as it is shipped: asked for by an agent, claimed in a
 * browser, used, watched, regenerated, deleted, and refused everywhere.
 */
final class EndToEndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Json json = new Json();
  private final HttpClient http = HttpClient.newHttpClient();
  private Path home;
  private KasavaProcess server;
  private RecordingProxy proxy;
  private Browser browser;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    home = Tools.kept("end-to-end");
    server = KasavaProcess.serve(home);
    proxy =
        RecordingProxy.to(
            server.url(), home.resolveSibling(home.getFileName() + "-mcp-answers.http"));
    browser = Browser.launch();
    BrowserContext profile = browser.profile();
    page = profile.newPage();
    signIn();
  }

  @AfterEach
  void stop() throws Exception {
    browser.close();
    proxy.close();
    server.close();
    http.close();
  }

  /** By the link that the server printed. */
  private void signIn() {
    String link =
        server.greeting().stream()
            .filter(line -> line.contains("/sign-in/"))
            .map(line -> line.substring(line.indexOf("http")))
            .findFirst()
            .orElseThrow();
    page.navigate(link);
    button("Sign in").click();
    page.waitForURL("**/settings/api-keys");
  }

  private com.microsoft.playwright.Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Claims on the page, and takes the secret from where a person reads it. */
  private String claim(String url) {
    page.navigate(url);
    button("Claim").click();
    String secret = page.locator("[data-secret-text]").textContent().strip();
    assertThat(secret).startsWith("ksa_");
    page.navigate(server.url() + "/settings/api-keys");
    assertThat(page.content()).doesNotContain(secret);
    return secret;
  }

  private McpSyncClient client(McpClientTransport transport) {
    McpSyncClient client =
        McpClient.sync(transport)
            .clientInfo(McpSchema.Implementation.builder("claude-code", "1").build())
            .requestTimeout(Duration.ofSeconds(30))
            .build();
    client.initialize();
    return client;
  }

  private McpSyncClient overHttp(String key) {
    return client(
        HttpClientStreamableHttpTransport.builder(proxy.url())
            .endpoint("/mcp")
            .addHttpRequestCustomizer(
                (request, method, uri, body, context) ->
                    request.header("Authorization", "Bearer " + key))
            .build());
  }

  private McpSyncClient overStdio(String key) {
    return client(
        new StdioClientTransport(
            ServerParameters.builder(Tools.launcher().toString())
                .args("mcp")
                .env(
                    Map.of(
                        "KASAVA_HOME",
                        home.toString(),
                        "KASAVA_API_KEY",
                        key,
                        "JAVA_HOME",
                        Objects.requireNonNull(System.getProperty("java.home"))))
                .build(),
            new JacksonMcpJsonMapper(json.mapper())));
  }

  private JsonNode call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    McpSchema.CallToolResult result =
        client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as("%s", result).isFalse();
    return json.mapper().valueToTree(Objects.requireNonNull(result.structuredContent()));
  }

  private int use(String path, String header, String value) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).header(header, value).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private int use(String secret) throws Exception {
    return use("/api/v1/me", "X-API-Key", secret);
  }

  private JsonNode verdict(String secret) throws Exception {
    return json.mapper()
        .readTree(
            http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/keys/verify"))
                        .header("X-API-Key", server.firstSecret())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json.text(Map.of("key", secret))))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
  }

  private static String id(JsonNode issue) {
    return issue.path("key").path("id").stringValue();
  }

  /** Counts of other processes come within a second. */
  private void awaitTotal(McpSyncClient client, String id, long expected) {
    Instant end = Instant.now().plus(PATIENCE);
    long total;
    do {
      total = call(client, "get_api_key_usage", Map.of("id", id)).path("totalRequests").longValue();
    } while (total < expected && Instant.now().isBefore(end));
    assertThat(total).isEqualTo(expected);
  }

  @Test
  void aKeyAskedForByAnAgentOverHttp() throws Exception {
    try (McpSyncClient agent = overHttp(server.firstSecret())) {
      live(agent);
    }
  }

  @Test
  void aKeyAskedForByAnAgentOverStdio() throws Exception {
    try (McpSyncClient agent = overStdio(server.firstSecret())) {
      live(agent);
    }
  }

  private void live(McpSyncClient agent) throws Exception {
    assertThat(agent.listTools().tools()).hasSize(9);
    JsonNode created = call(agent, "create_api_key", Map.of("name", "Agent"));
    String id = id(created);
    String secret = claim(created.path("claimUrl").stringValue());

    for (int i = 0; i < 3; i++) {
      assertThat(use(secret)).isEqualTo(200);
    }
    assertThat(use("/api/v1/me", "Authorization", "Bearer " + secret)).isEqualTo(200);
    assertThat(use("/api/v1/auth", "X-API-Key", secret)).isEqualTo(204);
    assertThat(verdict(secret).path("valid").booleanValue()).isTrue();
    try (McpSyncClient http = overHttp(secret)) {
      call(http, "whoami", Map.of());
    }
    try (McpSyncClient stdio = overStdio(secret)) {
      call(stdio, "whoami", Map.of());
    }
    // 3 + 1 over REST, 1 of a proxy, 1 verification, 2 each over MCP: initialize and the call.
    awaitTotal(agent, id, 10);

    call(agent, "regenerate_api_key", Map.of("id", id));
    JsonNode replacement = call(agent, "regenerate_api_key", Map.of("id", id, "confirm", "Agent"));
    assertThat(use(secret)).as("works until the claim").isEqualTo(200);
    String second = claim(replacement.path("claimUrl").stringValue());
    assertThat(use(secret)).as("regenerated without overlap").isEqualTo(401);
    assertThat(use(second)).isEqualTo(200);

    JsonNode overlapping =
        call(
            agent,
            "regenerate_api_key",
            Map.of("id", id, "confirm", "Agent", "overlapSeconds", 3600));
    String third = claim(overlapping.path("claimUrl").stringValue());
    assertThat(use(second)).as("overlaps").isEqualTo(200);
    assertThat(use(third)).isEqualTo(200);

    try (McpSyncClient session = overHttp(third)) {
      assertThat(call(agent, "delete_api_key", Map.of("id", id)).path("dryRun").booleanValue())
          .isTrue();
      call(agent, "delete_api_key", Map.of("id", id, "confirm", "Agent"));
      assertRefusedEverywhere(second, third, session);
    }
  }

  private void assertRefusedEverywhere(String second, String third, McpSyncClient session)
      throws Exception {
    for (String dead : new String[] {second, third}) {
      assertThat(use(dead)).isEqualTo(401);
      assertThat(use("/api/v1/me", "Authorization", "Bearer " + dead)).isEqualTo(401);
      assertThat(use("/api/v1/auth", "X-API-Key", dead)).isEqualTo(401);
      assertThat(verdict(dead).path("code").stringValue()).isEqualTo("revoked");
    }
    assertThat(failureOf(session::listTools)).contains("AuthorizationException");
    assertThat(
            KasavaProcess.run(
                    home,
                    Map.of("KASAVA_API_KEY", third),
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n",
                    "mcp")
                .out())
        .contains("\"code\":401", "was deleted");
    KasavaProcess.Result listed =
        KasavaProcess.run(home, Map.of("KASAVA_API_KEY", third), null, "keys", "list");
    assertThat(listed.exitCode()).isEqualTo(3);
    assertThat(listed.err()).contains("was deleted").doesNotContain(third);
  }

  private static String failureOf(Runnable work) {
    try {
      work.run();
      return "nothing failed";
    } catch (RuntimeException e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable t = e; t != null; t = t.getCause()) {
        messages.append(t).append('\n');
      }
      return messages.toString();
    }
  }

  @Test
  void theFirstStartShowsNoSecretButSaysWhereItIs() throws Exception {
    assertThat(String.join("\n", server.greeting()))
        .contains(home.resolve("first-key").toString())
        .doesNotContain(server.firstSecret());
    assertThat(server.greeting().getLast()).endsWith("listening on " + server.url());
    assertThat(Files.readString(home.resolve("public-url")).strip()).isEqualTo(server.url());
  }
}
