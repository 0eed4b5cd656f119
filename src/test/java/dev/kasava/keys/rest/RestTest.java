package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class RestTest {
  private static final String KEYS = "/api/v1/keys";

  private final SetClock clock = new SetClock(Instant.parse("2026-03-10T12:00:00Z"));
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer create(Map<String, ?> fields) {
    return server.call("POST", KEYS, fields);
  }

  private Answer me(String secret) {
    return server.send("GET", "/api/v1/me", null, "X-API-Key", secret);
  }

  private static String id(Answer answer) {
    return answer.json().path("key").path("id").stringValue();
  }

  private static String secret(Answer answer) {
    return answer.json().path("secret").stringValue();
  }

  @Test
  void aKeyLivesFromCreationToDeletion() {
    Answer created = create(Map.of("name", "CI"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("key").path("scopes").get(0).stringValue())
        .isEqualTo("keys:read");
    String secret = secret(created);
    assertThat(created.json().path("key").path("preview").stringValue())
        .isEqualTo("ksa_****" + secret.substring(secret.length() - 4));

    assertThat(me(secret).status()).isEqualTo(200);
    assertThat(server.send("GET", "/api/v1/me", null, "Authorization", "bearer " + secret).status())
        .isEqualTo(200);
    JsonNode usage = server.call("GET", KEYS + "/" + id(created) + "/usage", null).json();
    assertThat(usage.path("totalRequests").longValue()).isEqualTo(2);
    assertThat(usage.path("requestsToday").longValue()).isEqualTo(2);
    assertThat(usage.path("timeZone").stringValue()).isEqualTo("UTC");

    Answer regenerated =
        server.call("POST", KEYS + "/" + id(created) + "/regenerate", Map.of("overlapSeconds", 60));
    assertThat(me(secret).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(60));
    assertThat(me(secret).status()).isEqualTo(401);
    assertThat(me(secret).json().path("code").stringValue()).isEqualTo("revoked-key");
    assertThat(me(secret(regenerated)).status()).isEqualTo(200);

    assertThat(server.call("DELETE", KEYS + "/" + id(created), null).status()).isEqualTo(204);
    Answer refused = me(secret(regenerated));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("invalid_token", "deleted");
    assertThat(server.call("GET", KEYS + "/" + id(created), null).status()).isEqualTo(404);
  }

  @Test
  void aPendingKeyIsClaimedOnce() {
    Answer created = create(Map.of("name", "Agent", "claim", false));
    assertThat(created.json().has("secret")).isFalse();
    assertThat(created.json().path("claimUrl").stringValue())
        .isEqualTo(server.url() + "/settings/api-keys/" + id(created) + "/claim");
    assertThat(created.json().path("key").path("preview").stringValue()).isEqualTo("ksa_****");
    assertThat(created.json().path("key").path("status").stringValue()).isEqualTo("pending");
    assertThat(id(create(Map.of("name", "Agent", "claim", false)))).isEqualTo(id(created));

    Answer claimed = server.call("POST", KEYS + "/" + id(created) + "/claim", null);
    assertThat(claimed.status()).isEqualTo(200);
    assertThat(me(secret(claimed)).status()).isEqualTo(200);
    assertThat(server.call("POST", KEYS + "/" + id(created) + "/claim", null).status())
        .isEqualTo(409);
  }

  @Test
  void whatIsLeftForAPersonToClaimIsAnsweredWithItsLink() {
    Answer created = create(Map.of("name", "Agent", "claim", false));
    String claim = KEYS + "/" + id(created) + "/claim";
    for (int i = 0; i < 2; i++) {
      Answer left = server.call("POST", claim, Map.of("claim", false));
      assertThat(left.status()).isEqualTo(200);
      assertThat(left.json()).isEqualTo(created.json());
    }
    Answer claimed = server.call("POST", claim, Map.of("claim", true));
    assertThat(me(secret(claimed)).status()).isEqualTo(200);
    Answer late = server.call("POST", claim, Map.of("claim", false));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json()).isEqualTo(server.call("POST", claim, null).json());
    assertThat(server.call("POST", claim, Map.of("x", 1)).status()).isEqualTo(400);
  }

  @Test
  void regeneratingWithoutEverClaimingLeavesTheOldSecretWorking() {
    Answer created = create(Map.of("name", "CI"));
    Answer pending =
        server.call("POST", KEYS + "/" + id(created) + "/regenerate", Map.of("claim", false));
    assertThat(pending.json().path("key").path("status").stringValue()).isEqualTo("active");
    assertThat(pending.json().path("key").path("replacementPending").booleanValue()).isTrue();
    clock.advance(Duration.ofHours(2));
    assertThat(me(secret(created)).status()).isEqualTo(200);
    assertThat(server.call("POST", KEYS + "/" + id(created) + "/claim", null).status())
        .isEqualTo(409);
  }

  @Test
  void revokingNowKillsTheOldSecretClaimedOrNot() {
    Answer created = create(Map.of("name", "CI"));
    server.call(
        "POST",
        KEYS + "/" + id(created) + "/regenerate",
        Map.of("claim", false, "revokeNow", true));
    assertThat(me(secret(created)).status()).isEqualTo(401);
    Answer claimed = server.call("POST", KEYS + "/" + id(created) + "/claim", Map.of());
    assertThat(me(secret(claimed)).status()).isEqualTo(200);
  }

  @Test
  void anUpdateRenamesAndMovesOrClearsTheExpiry() {
    Answer created = create(Map.of("name", "CI", "expiresAt", "2026-03-12T00:00:00+01:00"));
    JsonNode key = created.json().path("key");
    assertThat(key.path("expiresAt").stringValue()).isEqualTo("2026-03-11T23:00:00Z");
    assertThat(key.path("status").stringValue()).isEqualTo("expiring_soon");

    String path = KEYS + "/" + id(created);
    Answer renamed = server.call("PATCH", path, Map.of("name", "  Build  "));
    assertThat(renamed.json().path("name").stringValue()).isEqualTo("Build");
    assertThat(renamed.json().path("expiresAt").stringValue()).isEqualTo("2026-03-11T23:00:00Z");

    Answer cleared =
        server.send(
            "PATCH",
            path,
            "{\"expiresAt\":null}",
            "X-API-Key",
            server.installation().firstKey().secret().reveal());
    assertThat(cleared.json().path("expiresAt").isNull()).isTrue();
    assertThat(cleared.json().path("status").stringValue()).isEqualTo("active");
  }

  @Test
  void listsPageByPageAndSearchesByBeginningsOfWords() {
    for (int i = 0; i < 5; i++) {
      create(Map.of("name", "Worker " + i));
      clock.advance(Duration.ofSeconds(1));
    }
    Answer first = server.call("GET", KEYS + "?limit=4", null);
    assertThat(first.json().path("keys").size()).isEqualTo(4);
    String cursor = first.json().path("nextCursor").stringValue();
    Answer second = server.call("GET", KEYS + "?limit=4&cursor=" + cursor, null);
    assertThat(second.json().path("keys").size()).isEqualTo(2);
    assertThat(second.json().path("nextCursor").isNull()).isTrue();
    assertThat(server.call("GET", KEYS + "?search=work%203", null).json().path("keys").size())
        .isEqualTo(1);
    assertThat(server.call("GET", KEYS + "?cursor=bm9wZQ", null).status()).isEqualTo(400);
    assertThat(server.call("GET", KEYS + "?limit=0", null).status()).isEqualTo(400);
    assertThat(server.call("GET", KEYS + "?limit=ten", null).status()).isEqualTo(400);
  }

  @Test
  void verifiesSomebodysKeyAndCountsIt() {
    Answer product = create(Map.of("name", "Customer", "scopes", List.of("orders:read")));
    Secret verifier = server.installation().create("Gateway", null, "keys:verify").secret();

    Answer good =
        server.call(
            "POST",
            KEYS + "/verify",
            verifier,
            Map.of("key", secret(product), "scopes", List.of("orders:read")));
    assertThat(good.json().path("valid").booleanValue()).isTrue();
    assertThat(good.json().path("code").stringValue()).isEqualTo("accepted");
    assertThat(good.json().path("keyId").stringValue()).isEqualTo(id(product));

    Answer lacking =
        server.call(
            "POST",
            KEYS + "/verify",
            verifier,
            Map.of("key", secret(product), "scopes", List.of("orders:write")));
    assertThat(lacking.status()).isEqualTo(200);
    assertThat(lacking.json().path("valid").booleanValue()).isFalse();
    assertThat(lacking.json().path("code").stringValue()).isEqualTo("missing_scope");

    assertThat(
            server
                .call("POST", KEYS + "/verify", verifier, Map.of("key", "ksa_typo"))
                .json()
                .path("code")
                .stringValue())
        .isEqualTo("malformed");
    JsonNode usage = server.call("GET", KEYS + "/" + id(product) + "/usage", null).json();
    assertThat(usage.path("totalRequests").longValue()).isEqualTo(1);
    assertThat(usage.path("rejectedRequests").longValue()).isEqualTo(1);

    Answer forbidden =
        server.send("POST", KEYS + "/verify", "{\"key\":\"x\"}", "X-API-Key", secret(product));
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.header("WWW-Authenticate")).contains("insufficient_scope", "keys:verify");
  }

  @Test
  void forwardAuthAnswersWithHeadersAndNeverABody() {
    Answer product = create(Map.of("name", "Customer", "scopes", List.of("orders:read")));
    Answer good =
        server.send("GET", "/api/v1/auth?scope=orders:read", null, "X-API-Key", secret(product));
    assertThat(good.status()).isEqualTo(204);
    assertThat(good.header("X-Kasava-Key-Id")).isEqualTo(id(product));
    assertThat(good.header("X-Kasava-Scopes")).isEqualTo("orders:read");
    Answer plain = create(Map.of("name", "Plain", "scopes", List.of()));
    assertThat(
            server
                .send("GET", "/api/v1/auth", null, "X-API-Key", secret(plain))
                .header("X-Kasava-Scopes"))
        .as("the client's own must not pass")
        .isEqualTo("-");
    assertThat(
            server
                .send("GET", "/api/v1/auth?scope=a&scope=b", null, "X-API-Key", secret(product))
                .status())
        .isEqualTo(403);
    assertThat(
            server
                .send("GET", "/api/v1/auth?scope=NO%20GOOD", null, "X-API-Key", secret(product))
                .status())
        .isEqualTo(403);
    assertThat(server.send("GET", "/api/v1/auth", null).status()).isEqualTo(401);
    assertThat(
            server
                .send(
                    "GET",
                    "/api/v1/auth",
                    null,
                    "X-API-Key",
                    secret(product),
                    "Authorization",
                    "Bearer " + secret(product))
                .status())
        .isEqualTo(401);
  }

  /** Proxies ask with the head of the request that they ask about. */
  @ParameterizedTest
  @CsvSource({
    "GET,  /api/v1/auth,            Origin, https://app.example, 204",
    "POST, /api/v1/auth,            Origin, null,                204",
    "GET,  /api/v1/auth/orders/1,   Origin, https://app.example, 200",
    "PUT,  /api/v1/auth/a?scope=x,  Accept, text/html,           200",
    "HEAD, /api/v1/auth/,           Accept, text/html,           200",
    "GET,  /api/v1/authority,       Accept, text/html,           404"
  })
  void forwardAuthIsAskedForOthers(
      String method, String path, String header, String value, int status) {
    String secret = secret(create(Map.of("name", "Customer " + method + path + value)));
    Answer answer = server.send(method, path, null, "X-API-Key", secret, header, value);
    assertThat(answer.status()).isEqualTo(status);
    if (status != 404) {
      assertThat(answer.body()).isEmpty();
      Answer refused = server.send(method, path, null, "X-API-Key", "no", header, value);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body()).isEmpty();
    }
  }

  @Test
  void tellsACallerWhoItIs() {
    Answer created = create(Map.of("name", "Narrow", "scopes", List.of()));
    JsonNode identity = me(secret(created)).json();
    assertThat(identity.path("key").path("name").stringValue()).isEqualTo("Narrow");
    assertThat(identity.path("scopes").size()).isZero();
  }

  @Test
  void operatorsSeeThatItIsWell() {
    assertThat(server.send("GET", "/healthz", null).status()).isEqualTo(200);
    assertThat(server.send("GET", "/readyz", null).status()).isEqualTo(200);
    assertThat(server.send("GET", "/openapi.json", null).status()).isEqualTo(200);
    assertThat(server.send("GET", "/metrics", null).body())
        .contains("kasava_http_requests_total{door=\"other\",status=\"200\"}");
  }

  /** Where the holder itself called from; a key that is only checked came by way of the service. */
  @Test
  void hostsAreNotedOfHoldersWhoCallAndNotOfKeysThatAreChecked() throws Exception {
    Answer created = create(Map.of("name", "Checked"));
    String secret = secret(created);
    server.call("POST", KEYS + "/verify", Map.of("key", secret));
    server.send("GET", "/api/v1/auth", null, "X-API-Key", secret);
    server.installation().get().meter().flush();
    assertThat(hosts()).doesNotContain(id(created) + " 127.0.0.1").hasSize(1);
    me(secret);
    server.installation().get().meter().flush();
    assertThat(hosts()).contains(id(created) + " 127.0.0.1");
  }

  private List<String> hosts() throws SQLException {
    List<String> hosts = new ArrayList<>();
    Path database = server.installation().get().folder().path().resolve("kasava.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select key_id, host from key_host")) {
      while (rows.next()) {
        hosts.add(rows.getString(1) + " " + rows.getString(2));
      }
    }
    return hosts;
  }
}
