package dev.kasava.keys.rest;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static dev.kasava.keys.token.TestIssuer.header;
import static dev.kasava.keys.token.TestIssuer.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.token.TestIssuer;
import dev.kasava.keys.token.TrustedIssuer;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tokens of an issuer that the operator trusts, at every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResourceServerTest {
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private final TestIssuer issuer = new TestIssuer();
  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
    TrustedIssuer terms =
        new TrustedIssuer(
            URI.create(TestIssuer.URL),
            Set.of(TestIssuer.AUDIENCE),
            "kasava_owner",
            jwks,
            null,
            Map.of());
    server = TestServer.trusting(List.of(terms), folder.resolve("data"), clock);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String owner() {
    return server.installation().firstKey().key().key().owner().value();
  }

  private Map<String, Object> claims(String scope) {
    return with(TestIssuer.claims(clock.instant(), owner()), "scope", scope);
  }

  private String token(String subject, String scope) {
    return issuer.token(header(), with(claims(scope), "sub", subject));
  }

  private Answer rest(String token, String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    all.addAll(List.of(headers));
    return server.send(method, path, body.isEmpty() ? null : body, all.toArray(new String[0]));
  }

  private Answer mcp(String token, String body, String... headers) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "Authorization",
                "Bearer " + token,
                "Accept",
                "application/json, text/event-stream"));
    all.addAll(List.of(headers));
    return server.send("POST", "/mcp", body, all.toArray(new String[0]));
  }

  private String begin(String token) {
    Answer begun =
        mcp(
            token,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{
              "protocolVersion":"2025-11-25","capabilities":{},
              "clientInfo":{"name":"raw","version":"1"}}}
            """);
    assertThat(begun.status()).as(begun.body()).isEqualTo(200);
    return begun.header("Mcp-Session-Id");
  }

  private static String call(String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":{\"name\":\"By alice\"}}}";
  }

  @Test
  void aTokenActsForTheOwnerThatItNames() {
    String token = token("alice", "openid keys:read");
    Answer me = rest(token, "GET", "/api/v1/me", "");
    assertThat(me.status()).as(me.body()).isEqualTo(200);
    assertThat(me.json().path("owner").path("id").stringValue()).isEqualTo(owner());
    assertThat(me.json().path("key").isNull()).isTrue();
    assertThat(rest(token, "GET", "/api/v1/keys", "").json().path("keys").size()).isPositive();
    Answer passed = rest(token, "GET", "/api/v1/auth?scope=openid", "");
    assertThat(passed.status()).isEqualTo(204);
    assertThat(passed.header("X-Kasava-Owner")).isEqualTo(owner());
    assertThat(passed.header("X-Kasava-Key-Id"))
        .as("the client's own must not pass")
        .isEqualTo("-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"own_0000000000000000000009", "", "key_0000000000000000000001"})
  void aTokenThatNamesNoOwnerOpensNothing(String named) {
    String token = issuer.token(header(), with(claims("keys:read"), "kasava_owner", named));
    Answer refused = rest(token, "GET", "/api/v1/me", "");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json().path("detail").stringValue()).contains("owner");
  }

  @Test
  void aTokenDiesWithTheOwnerThatItNames() {
    var owners = server.installation().get().verbs().owners();
    OwnerId other = done(owners.add("Another")).owner().id();
    String token =
        issuer.token(header(), with(claims("keys:read keys:write"), "kasava_owner", other.value()));
    assertThat(rest(token, "GET", "/api/v1/auth", "").status()).isEqualTo(204);
    done(owners.remove(other, true));
    assertThat(rest(token, "GET", "/api/v1/auth", "").status()).isEqualTo(401);
    assertThat(rest(token, "POST", "/api/v1/keys", "{\"name\":\"Late\"}").status()).isEqualTo(401);
  }

  @Test
  void whatItMakesMayLastAndTheAuditSaysWhoItWas() {
    Answer created =
        rest(
            token("alice", "keys:read keys:write"),
            "POST",
            "/api/v1/keys",
            "{\"name\":\"Made by alice\"}");
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    List<AuditEntry> entries =
        server
            .installation()
            .get()
            .keys()
            .read(
                reader ->
                    reader.audit(
                        AuditQuery.newest(
                            server.installation().firstKey().key().key().owner(), 10)));
    assertThat(entries)
        .anySatisfy(
            entry -> {
              assertThat(entry.record().subjectName()).isEqualTo("Made by alice");
              assertThat(entry.record().actor()).isNull();
              assertThat(entry.record().details()).contains("alice of " + TestIssuer.URL);
            });
  }

  private static void isByCarol(JsonNode made, String door) {
    assertThat(made.path("door").stringValue()).isEqualTo(door);
    assertThat(made.path("actor").path("kind").stringValue()).isEqualTo("issuer");
    assertThat(made.path("actor").path("keyId").isNull()).isTrue();
    assertThat(made.path("actor").path("name").stringValue())
        .isEqualTo("carol of " + TestIssuer.URL);
    assertThat(made.path("details").stringValue()).contains("scopes: ").doesNotContain("carol");
  }

  @Test
  void theAuditTellsTheirHoldersFromTheOperator() {
    String token = token("carol", "keys:read keys:write");
    assertThat(rest(token, "POST", "/api/v1/keys", "{\"name\":\"Carol's\"}").status())
        .isEqualTo(201);
    String create = call("create_api_key").replace("By alice", "Carol's, too");
    assertThat(mcp(token, create, "Mcp-Session-Id", begin(token)).status()).isEqualTo(200);

    JsonNode log = server.call("GET", "/api/v1/audit?limit=3", null).json().path("records");
    isByCarol(log.path(0), "mcp");
    isByCarol(log.path(2), "rest");
    Answer lines = rest(token, "GET", "/api/v1/audit", "", "Accept", "application/jsonl");
    List<JsonNode> all = lines.body().lines().map(new Json().mapper()::readTree).toList();
    isByCarol(all.get(0), "mcp");
    isByCarol(all.get(2), "rest");
    assertThat(all.getLast().path("actor").path("kind").stringValue()).isEqualTo("operator");
  }

  @Test
  void aTokenOpensNoSessionOfThePage() {
    assertThat(rest(token("alice", "keys:read"), "POST", "/api/v1/sign-in-links", "").status())
        .isEqualTo(403);
  }

  @Test
  void aRememberedTokenDiesWhenItsTimeIsOver() {
    String token = token("late", "keys:read");
    assertThat(rest(token, "GET", "/api/v1/me", "").status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(301));
    // Within the half minute by which clocks may differ, it is read anew each time.
    assertThat(rest(token, "GET", "/api/v1/me", "").status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(30));
    assertThat(rest(token, "GET", "/api/v1/me", "").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/keys, GET, keys:read, ''",
    "/api/v1/introspect, POST, keys:verify, ''",
    "/api/v1/me, GET, keys:read, ''",
    "/mcp, POST, keys:read, /mcp"
  })
  void whoComesWithoutATokenIsToldWhereToGetOne(
      String path, String method, String scope, String resource) {
    Answer refused =
        server.send(method, path, method.equals("POST") ? "{}" : null, "Accept", "*/*");
    assertThat(refused.status()).isEqualTo(401);
    String metadata = server.url() + "/.well-known/oauth-protected-resource" + resource;
    assertThat(refused.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer realm=\"kasava\", scope=\""
                + scope
                + "\", resource_metadata=\""
                + metadata
                + "\"");
    Answer described = server.send("GET", URI.create(metadata).getPath(), null);
    assertThat(described.json().path("resource").stringValue()).isEqualTo(server.url() + resource);
    assertThat(described.json().path("authorization_servers").path(0).stringValue())
        .isEqualTo(TestIssuer.URL);
  }

  @Test
  void whoeverLacksAScopeIsToldWhichToComeBackWith() {
    String token = token("alice", "keys:read");
    Answer overRest = rest(token, "POST", "/api/v1/keys", "{\"name\":\"x\"}");
    assertThat(overRest.status()).isEqualTo(403);
    assertThat(overRest.header("WWW-Authenticate"))
        .contains(
            "error=\"insufficient_scope\"", "scope=\"keys:write\"", "resource_metadata=\"http");
    String session = begin(token);
    Answer overMcp = mcp(token, call("create_api_key"), "Mcp-Session-Id", session);
    assertThat(overMcp.status()).isEqualTo(403);
    assertThat(overMcp.header("WWW-Authenticate"))
        .contains(
            "error=\"insufficient_scope\"",
            "scope=\"keys:write\"",
            "/.well-known/oauth-protected-resource/mcp");
    assertThat(overMcp.json().path("id").intValue()).isEqualTo(2);

    Answer further =
        mcp(
            token("alice", "keys:read keys:write"),
            call("create_api_key"),
            "Mcp-Session-Id",
            session);
    assertThat(further.status()).as(further.body()).isEqualTo(200);
  }

  /** A session is its subject's, whichever of their tokens is presented, and nobody else's. */
  @Test
  void aSessionBelongsToIssuerAndSubject() {
    String session = begin(token("alice", "keys:read"));
    String list = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}";
    clock.advance(Duration.ofSeconds(1));
    assertThat(mcp(token("alice", "keys:read"), list, "Mcp-Session-Id", session).status())
        .isEqualTo(200);
    assertThat(mcp(token("mallory", "keys:read"), list, "Mcp-Session-Id", session).status())
        .isEqualTo(404);
    String key = server.installation().firstKey().secret().reveal();
    assertThat(mcp(key, list, "Mcp-Session-Id", session).status()).isEqualTo(404);
  }

  @Test
  void aTokenOfAKeyGoesOnInTheSessionOfItsKey() {
    String key = server.installation().firstKey().secret().reveal();
    String session = begin(key);
    String token =
        server
            .submit("/api/v1/token", List.of("resource", server.url() + "/mcp"), "X-API-Key", key)
            .json()
            .path("access_token")
            .stringValue();
    Answer who =
        mcp(token, call("whoami").replace("\"name\":\"By alice\"", ""), "Mcp-Session-Id", session);
    assertThat(who.status()).as(who.body()).isEqualTo(200);
    assertThat(who.body()).contains("First key");
  }

  @Test
  void keysGoOnAsBefore() {
    assertThat(server.call("GET", "/api/v1/me", null).status()).isEqualTo(200);
  }

  @Test
  void tokensOfOthersAreNotIntrospected() {
    Answer answer =
        server.submit(
            "/api/v1/introspect",
            List.of("token", token("alice", "keys:read")),
            "X-API-Key",
            server.installation().firstKey().secret().reveal());
    assertThat(answer.body()).isEqualTo("{\"active\":false}");
  }
}
