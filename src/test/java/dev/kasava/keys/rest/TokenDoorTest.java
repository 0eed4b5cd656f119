package dev.kasava.keys.rest;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens over HTTP: how they are asked for, what they open, and when they die. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenDoorTest {
  private static final String TOKEN = "/api/v1/token";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String API_KEY = "urn:kasava:keys:token-type:api-key";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestServer server;
  private int created;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Issue.Claimed key(String... scopes) {
    return server.installation().create("Key " + ++created, null, scopes);
  }

  private static String id(Issue.Claimed key) {
    return key.key().key().id().value();
  }

  private Answer ask(Secret key, String... fields) {
    return server.submit(TOKEN, List.of(fields), "X-API-Key", key.reveal());
  }

  private String token(Secret key, String... fields) {
    Answer answer = ask(key, fields);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().path("access_token").stringValue();
  }

  private Answer with(String token, String method, String path) {
    return server.send(method, path, null, "Authorization", "Bearer " + token);
  }

  private static JWTClaimsSet claims(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  @Test
  void aTokenSaysWhatItsKeyMayDo() throws Exception {
    Issue.Claimed key = key("keys:read", "orders:read");
    Answer answer = ask(key.secret());
    assertThat(answer.json().path("token_type").stringValue()).isEqualTo("Bearer");
    assertThat(answer.json().path("expires_in").longValue()).isEqualTo(300);
    assertThat(answer.json().path("scope").stringValue()).isEqualTo("keys:read orders:read");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    String token = answer.json().path("access_token").stringValue();
    SignedJWT parsed = SignedJWT.parse(token);
    assertThat(parsed.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(parsed.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    JWTClaimsSet claims = parsed.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(server.url());
    assertThat(claims.getAudience()).containsExactly(server.url());
    assertThat(claims.getSubject()).isEqualTo(key.key().key().owner().value());
    assertThat(claims.getStringClaim("client_id")).isEqualTo(id(key));
    assertThat(claims.getStringClaim("scope")).isEqualTo("keys:read orders:read");
    assertThat(claims.getExpirationTime().toInstant())
        .isEqualTo(claims.getIssueTime().toInstant().plus(Duration.ofMinutes(5)));
    assertThat(claims.getJWTID()).isNotEqualTo(claims(token(key.secret())).getJWTID());
  }

  @Test
  void theKeyComesInWhicheverShapeTheStandardsHave() {
    Issue.Claimed key = key("keys:read");
    String secret = key.secret().reveal();
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((id(key) + ":" + secret).getBytes(StandardCharsets.UTF_8));
    List<Answer> answers = new ArrayList<>();
    answers.add(server.send("POST", TOKEN, null, "X-API-Key", secret));
    answers.add(server.submit(TOKEN, List.of(), "Authorization", "Bearer " + secret));
    answers.add(ask(key.secret(), "grant_type", EXCHANGE));
    answers.add(ask(key.secret(), "grant_type", "client_credentials", "client_id", id(key)));
    answers.add(
        server.submit(
            TOKEN,
            List.of(
                "grant_type", EXCHANGE, "subject_token", secret, "subject_token_type", API_KEY)));
    answers.add(
        server.submit(TOKEN, List.of("grant_type", "client_credentials"), "Authorization", basic));
    answers.add(
        server.submit(
            TOKEN,
            List.of(
                "grant_type",
                "client_credentials",
                "client_id",
                id(key),
                "client_secret",
                secret)));
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(
                        with(
                                answer.json().path("access_token").stringValue(""),
                                "GET",
                                "/api/v1/me")
                            .json()
                            .path("key")
                            .path("id")
                            .stringValue(""))
                    .as(answer.body())
                    .isEqualTo(id(key)));
  }

  private void isRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().path("error").stringValue()).isEqualTo(error);
    assertThat(answer.json().path("error_description").stringValue()).endsWith(".");
    assertThat(answer.body()).doesNotContain("ksa_");
  }

  @Test
  void whatIsWrongIsSaidAsOAuthSaysIt() {
    Issue.Claimed key = key("keys:read");
    String secret = key.secret().reveal();
    isRefused(server.submit(TOKEN, List.of()), 401, "invalid_client");
    isRefused(server.send("POST", TOKEN, "{}", "X-API-Key", secret), 400, "invalid_request");
    isRefused(ask(key.secret(), "grant_type", "password"), 400, "unsupported_grant_type");
    isRefused(ask(key.secret(), "scope", "keys:write"), 400, "invalid_scope");
    isRefused(ask(key.secret(), "scope", "Not One"), 400, "invalid_scope");
    isRefused(ask(key.secret(), "scope", "keys:read", "scope", "a"), 400, "invalid_request");
    isRefused(ask(key.secret(), "resource", "no uri"), 400, "invalid_target");
    isRefused(ask(key.secret(), "resource", "https://a.example/#f"), 400, "invalid_target");
    isRefused(
        ask(key.secret(), "resource", "https://a.example", "audience", "b"), 400, "invalid_target");
    isRefused(ask(key.secret(), "audience", "a", "audience", "b"), 400, "invalid_target");
    isRefused(ask(key.secret(), "client_secret", secret), 400, "invalid_request");
    isRefused(
        ask(key.secret(), "grant_type", EXCHANGE, "actor_token", "x"), 400, "invalid_request");
    isRefused(
        ask(
            key.secret(),
            "grant_type",
            EXCHANGE,
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:saml2"),
        400,
        "invalid_request");
    isRefused(
        server.submit(TOKEN, List.of("grant_type", EXCHANGE, "subject_token", secret)),
        400,
        "invalid_request");
    isRefused(ask(key.secret(), "client_id", id(key("keys:read"))), 401, "invalid_client");
  }

  @Test
  void aKeyThatIsNotGoodGetsNone() {
    Issue.Claimed dead = key("keys:read");
    String secret = dead.secret().reveal();
    delete(dead);
    Answer byHeader = server.submit(TOKEN, List.of(), "X-API-Key", secret);
    isRefused(byHeader, 401, "invalid_client");
    assertThat(byHeader.header("WWW-Authenticate")).startsWith("Bearer");
    Answer byBasic =
        server.submit(
            TOKEN,
            List.of(),
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((":" + secret).getBytes(StandardCharsets.US_ASCII)));
    isRefused(byBasic, 401, "invalid_client");
    assertThat(byBasic.header("WWW-Authenticate")).startsWith("Basic");
    isRefused(
        server.submit(
            TOKEN,
            List.of(
                "grant_type", EXCHANGE, "subject_token", secret, "subject_token_type", API_KEY)),
        400,
        "invalid_request");
  }

  @Test
  void noTokenIsHadForAToken() {
    String token = token(key("keys:read").secret());
    isRefused(
        server.submit(TOKEN, List.of(), "Authorization", "Bearer " + token), 401, "invalid_client");
  }

  private void delete(Issue.Claimed key) {
    done(
        server
            .installation()
            .get()
            .verbs()
            .delete()
            .delete(server.installation().firstCaller(), key.key().key().id()));
  }

  @Test
  void aTokenReachesNoFurtherThanItWasMadeFor() {
    Secret first = server.installation().firstKey().secret();
    String reading = token(first, "scope", "keys:read");
    assertThat(with(reading, "GET", "/api/v1/keys").status()).isEqualTo(200);
    Answer writing =
        server.send(
            "POST", "/api/v1/keys", "{\"name\":\"x\"}", "Authorization", "Bearer " + reading);
    assertThat(writing.status()).isEqualTo(403);
    assertThat(writing.header("WWW-Authenticate"))
        .contains("insufficient_scope", "scope=\"keys:write\"")
        .doesNotContain("resource_metadata");
    assertThat(with(reading, "GET", "/api/v1/me").json().path("scopes").size()).isEqualTo(1);
  }

  /** Five minutes must not become for ever. */
  @Test
  void nothingMadeWithATokenOutlivesIt() {
    Secret first = server.installation().firstKey().secret();
    String token = token(first, "scope", "keys:read keys:write");
    Answer created =
        server.send(
            "POST",
            "/api/v1/keys",
            "{\"name\":\"By a token\",\"scopes\":[]}",
            "Authorization",
            "Bearer " + token);
    assertThat(created.status()).isEqualTo(403);
    assertThat(created.json().path("code").stringValue()).isEqualTo("wider-than-caller");
    Answer renewed =
        with(
            token,
            "POST",
            "/api/v1/keys/" + server.installation().firstKey().key().key().id() + "/regenerate");
    assertThat(renewed.status()).isEqualTo(403);
    assertThat(with(token, "POST", "/api/v1/sign-in-links").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/me", "/api/v1/auth"})
  void aTokenDiesWithItsKeyAtOnce(String path) {
    Issue.Claimed key = key("keys:read");
    String token = token(key.secret());
    assertThat(with(token, "GET", path).status()).isIn(200, 204);
    assertThat(with(token, "GET", path).status()).isIn(200, 204);
    delete(key);
    Answer refused = with(token, "GET", path);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("invalid_token", "no longer good");
  }

  private void regenerate(Issue.Claimed key, Map<String, Object> how) {
    Answer answer = server.call("POST", "/api/v1/keys/" + id(key) + "/regenerate", how);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** A token of a leaked secret must not come back to life with the next secret. */
  @Test
  void aTokenDiesWithTheSecretsThatMayHaveMadeIt() {
    Issue.Claimed key = key("keys:read");
    String token = token(key.secret());
    clock.advance(Duration.ofSeconds(2));
    regenerate(key, Map.of("claim", false, "revokeNow", true));
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(401);
    server.call("POST", "/api/v1/keys/" + id(key) + "/claim", null);
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(401);
  }

  @Test
  void aTokenLivesOnThroughAnOverlapAndEndsWithIt() {
    Issue.Claimed key = key("keys:read");
    clock.advance(Duration.ofSeconds(2));
    String token = token(key.secret());
    clock.advance(Duration.ofSeconds(2));
    regenerate(key, Map.of("overlapSeconds", 60));
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(60));
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(401);
  }

  @Test
  void aTokenDiesWhenItsTimeIsOver() {
    Issue.Claimed key = key("keys:read");
    String token = token(key.secret());
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(5));
    Answer refused = with(token, "GET", "/api/v1/me");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json().path("code").stringValue()).isEqualTo("invalid-token");
    assertThat(refused.json().path("detail").stringValue()).contains("exp");
  }

  @Test
  void aTokenForSomebodyElseOpensNothingHere() throws Exception {
    Issue.Claimed key = key("keys:read");
    for (String field : List.of("audience", "resource")) {
      String token = token(key.secret(), field, "https://orders.example");
      assertThat(claims(token).getAudience()).containsExactly("https://orders.example");
      Answer refused = with(token, "GET", "/api/v1/me");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).contains("aud");
    }
  }

  @Test
  void aTokenForTheMcpEndpointIsForThisServer() {
    String token = token(key("keys:read").secret(), "resource", server.url() + "/mcp");
    assertThat(with(token, "GET", "/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void proxiesLearnWhoseTokenItIs() {
    Issue.Claimed key = key("orders:read");
    String token = token(key.secret());
    Answer passed = with(token, "GET", "/api/v1/auth?scope=orders:read");
    assertThat(passed.status()).isEqualTo(204);
    assertThat(passed.header("X-Kasava-Key-Id")).isEqualTo(id(key));
    assertThat(with(token, "GET", "/api/v1/auth?scope=orders:write").status()).isEqualTo(403);
  }

  @Test
  void requestsWithATokenCountAsUsesOfItsKey() {
    Issue.Claimed key = key("keys:read");
    String token = token(key.secret());
    with(token, "GET", "/api/v1/me");
    with(token, "GET", "/api/v1/me");
    Answer usage = server.call("GET", "/api/v1/keys/" + id(key) + "/usage", null);
    assertThat(usage.json().path("totalRequests").longValue()).isEqualTo(3);
  }

  private Answer introspect(Secret caller, String token) {
    return server.submit(
        "/api/v1/introspect", List.of("token", token), "X-API-Key", caller.reveal());
  }

  @Test
  void aServiceLearnsWhatAKeyOrATokenStandsFor() {
    Secret first = server.installation().firstKey().secret();
    Issue.Claimed key = key("orders:read");
    Answer ofKey = introspect(first, key.secret().reveal());
    assertThat(ofKey.json().path("active").booleanValue()).isTrue();
    assertThat(ofKey.json().path("client_id").stringValue()).isEqualTo(id(key));
    assertThat(ofKey.json().path("scope").stringValue()).isEqualTo("orders:read");

    String token = token(key.secret(), "audience", "https://orders.example");
    Answer ofToken = introspect(first, token);
    assertThat(ofToken.json().path("active").booleanValue()).isTrue();
    assertThat(ofToken.json().path("client_id").stringValue()).isEqualTo(id(key));
    assertThat(ofToken.json().path("aud").path(0).stringValue())
        .isEqualTo("https://orders.example");
    assertThat(ofToken.json().path("exp").longValue())
        .isEqualTo(ofToken.json().path("iat").longValue() + 300);

    delete(key);
    for (String gone : List.of(key.secret().reveal(), token, "nonsense", "eyJ.a.b")) {
      assertThat(introspect(first, gone).body()).isEqualTo("{\"active\":false}");
    }
  }

  @Test
  void introspectionNeedsItsScope() {
    Secret reader = key("keys:read").secret();
    assertThat(introspect(reader, "x").status()).isEqualTo(403);
    assertThat(server.submit("/api/v1/introspect", List.of("token", "x")).status()).isEqualTo(401);
    Secret first = server.installation().firstKey().secret();
    assertThat(server.submit("/api/v1/introspect", List.of(), "X-API-Key", first.reveal()).status())
        .isEqualTo(400);
  }

  @Test
  void ourKeysArePublishedAndCanBeKept() {
    Answer keys = server.send("GET", "/.well-known/jwks.json", null);
    assertThat(keys.status()).isEqualTo(200);
    assertThat(keys.header("Cache-Control")).isEqualTo("public, max-age=3600");
    assertThat(keys.body()).doesNotContain("\"d\"");
  }

  /** Without an issuer there is nowhere to go. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/mcp"})
  void withoutAnIssuerThereIsNoMetadata(String resource) {
    assertThat(
            server.send("GET", "/.well-known/oauth-protected-resource" + resource, null).status())
        .isEqualTo(404);
    assertThat(server.send("GET", "/api/v1/me", null).header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"kasava\"");
  }

  @Test
  void aTokenIsNoKeyAtTheDoorsForKeys() {
    Secret first = server.installation().firstKey().secret();
    String token = token(first);
    Answer verdict = server.call("POST", "/api/v1/keys/verify", Map.of("key", token));
    assertThat(verdict.json().path("code").stringValue()).isEqualTo("malformed");
  }
}
