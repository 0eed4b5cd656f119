package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Limits over HTTP: how they are set, and that they hold at every door. */
final class LimitedKeyTest {
  private static final String KEYS = "/api/v1/keys";
  private static final String AUTH = "/api/v1/auth";
  private static final String ME = "/api/v1/me";

  private final SetClock clock = new SetClock(Instant.parse("2026-11-25T12:00:00Z"));
  private TestServer server;
  private int created;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, Object> limit(long requests, long seconds) {
    return Map.of("requests", requests, "windowSeconds", seconds);
  }

  private Answer create(@Nullable Object limit, String... scopes) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("name", "Key " + ++created);
    fields.put("scopes", List.of(scopes));
    fields.put("rateLimit", limit);
    return server.call("POST", KEYS, fields);
  }

  private Secret limited(long requests, String... scopes) {
    return secret(create(limit(requests, 60), scopes));
  }

  private static Secret secret(Answer created) {
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX)
        .parse(created.json().path("secret").stringValue())
        .orElseThrow();
  }

  private static String id(Answer created) {
    return created.json().path("key").path("id").stringValue();
  }

  private Answer patch(String id, @Nullable Object limit) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("rateLimit", limit);
    return server.call("PATCH", KEYS + "/" + id, fields);
  }

  private Answer verify(Secret secret) {
    return server.call("POST", KEYS + "/verify", Map.of("key", secret.reveal()));
  }

  private Answer get(String path, Secret secret) {
    return server.call("GET", path, secret, null);
  }

  private static void isStopped(Answer answer, int seconds) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo(Integer.toString(seconds));
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
    assertThat(answer.json().path("code").stringValue()).isEqualTo("rate-limited");
    assertThat(answer.json().path("detail").stringValue())
        .contains("again in " + seconds + " second");
  }

  @Test
  void aLimitIsSetShownChangedAndRemoved() {
    Answer made = create(limit(100, 60), "keys:read");
    JsonNode key = made.json().path("key");
    assertThat(key.path("rateLimit").path("requests").longValue()).isEqualTo(100);
    assertThat(key.path("rateLimit").path("windowSeconds").longValue()).isEqualTo(60);
    Answer changed = patch(id(made), limit(5, 3600));
    assertThat(changed.json().path("rateLimit").path("requests").longValue()).isEqualTo(5);
    Answer renamed = server.call("PATCH", KEYS + "/" + id(made), Map.of("name", "New"));
    assertThat(renamed.json().path("rateLimit").path("windowSeconds").longValue()).isEqualTo(3600);
    Answer regenerated = server.call("POST", KEYS + "/" + id(made) + "/regenerate", null);
    assertThat(regenerated.json().path("key").path("rateLimit").path("requests").longValue())
        .isEqualTo(5);
    assertThat(patch(id(made), null).json().has("rateLimit")).isFalse();
    Answer read = server.call("GET", KEYS + "/" + id(made), null);
    assertThat(read.json().has("rateLimit")).isFalse();
    JsonNode records = server.call("GET", "/api/v1/audit?limit=50", null).json().path("records");
    assertThat(records.findValuesAsString("details"))
        .contains("limit: none", "limit: 5 requests in 3600 seconds")
        .anyMatch(details -> details.contains("limit: 100 requests in 60 seconds"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"requests\":5}",
        "{\"windowSeconds\":5}",
        "{\"requests\":0,\"windowSeconds\":60}",
        "{\"requests\":1000001,\"windowSeconds\":60}",
        "{\"requests\":5,\"windowSeconds\":86401}",
        "{\"requests\":1.5,\"windowSeconds\":60}",
        "{\"requests\":\"5\",\"windowSeconds\":60}",
        "{\"requests\":5,\"windowSeconds\":60,\"burst\":9}",
        "\"100/1m\"",
        "100",
        "[]"
      })
  void whatIsNoLimitIsRefused(String text) {
    String key = server.installation().firstKey().secret().reveal();
    Answer made =
        server.send("POST", KEYS, "{\"name\":\"X\",\"rateLimit\":" + text + "}", "X-API-Key", key);
    assertThat(made.status()).as(made.body()).isEqualTo(400);
    String id = server.installation().firstKey().key().key().id().value();
    Answer changed =
        server.send("PATCH", KEYS + "/" + id, "{\"rateLimit\":" + text + "}", "X-API-Key", key);
    assertThat(changed.status()).as(changed.body()).isEqualTo(400);
  }

  @Test
  void answersSayWhatIsLeftAndWhenToComeBack() {
    Secret secret = limited(2);
    Answer first = get(ME, secret);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"key\";q=2;w=60");
    assertThat(first.header("RateLimit")).isEqualTo("\"key\";r=1;t=60");
    assertThat(first.header("Retry-After")).isEmpty();
    clock.advance(Duration.ofMillis(20_500));
    assertThat(get(ME, secret).header("RateLimit")).isEqualTo("\"key\";r=0;t=40");
    Answer third = get(ME, secret);
    isStopped(third, 40);
    assertThat(third.header("RateLimit-Policy")).isEqualTo("\"key\";q=2;w=60");
    assertThat(third.header("RateLimit")).isEqualTo("\"key\";r=0;t=40");
    clock.advance(Duration.ofSeconds(40));
    assertThat(get(ME, secret).status()).isEqualTo(200);
  }

  @Test
  void aKeyWithoutALimitHearsOfNone() {
    Answer answer = get(ME, secret(create(null)));
    assertThat(answer.header("RateLimit")).isEmpty();
    assertThat(answer.header("RateLimit-Policy")).isEmpty();
  }

  @Test
  void whatIsStoppedCountsAsRejected() {
    Answer made = create(limit(2, 60));
    for (int i = 0; i < 5; i++) {
      get(ME, secret(made));
    }
    JsonNode usage = server.call("GET", KEYS + "/" + id(made) + "/usage", null).json();
    assertThat(usage.path("totalRequests").longValue()).isEqualTo(2);
    assertThat(usage.path("rejectedRequests").longValue()).isEqualTo(3);
  }

  @Test
  void aProxyIsAnswered403AndAServiceAVerdict() {
    Secret secret = limited(3);
    Answer passed = get(AUTH, secret);
    assertThat(passed.status()).isEqualTo(204);
    assertThat(passed.header("RateLimit")).isEqualTo("\"key\";r=2;t=60");
    JsonNode verdict = verify(secret).json();
    assertThat(verdict.path("valid").booleanValue()).isTrue();
    assertThat(verdict.path("rateLimit").path("requests").longValue()).isEqualTo(3);
    assertThat(verdict.path("rateLimit").path("windowSeconds").longValue()).isEqualTo(60);
    assertThat(verdict.path("rateLimit").path("remaining").longValue()).isEqualTo(1);
    assertThat(verdict.path("rateLimit").path("resetSeconds").longValue()).isEqualTo(60);
    assertThat(get(ME, secret).status()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(10));
    Answer stopped = get(AUTH, secret);
    assertThat(stopped.status()).isEqualTo(403);
    assertThat(stopped.header("Retry-After")).isEqualTo("50");
    assertThat(stopped.header("RateLimit")).isEqualTo("\"key\";r=0;t=50");
    Answer refused = verify(secret);
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.json().path("valid").booleanValue()).isFalse();
    assertThat(refused.json().path("code").stringValue()).isEqualTo("rate_limited");
    assertThat(refused.json().path("rateLimit").path("remaining").longValue()).isZero();
    assertThat(refused.json().path("rateLimit").path("resetSeconds").longValue()).isEqualTo(50);
    isStopped(get(ME, secret), 50);
  }

  /** The limit in the header is that of the service's key, the one in the body the other's. */
  @Test
  void aServiceThatVerifiesHasALimitOfItsOwn() {
    Secret service = limited(2, "keys:verify");
    Secret asked = limited(9);
    Map<String, String> body = Map.of("key", asked.reveal());
    Answer answer = server.call("POST", KEYS + "/verify", service, body);
    assertThat(answer.header("RateLimit")).isEqualTo("\"key\";r=1;t=60");
    assertThat(answer.json().path("rateLimit").path("remaining").longValue()).isEqualTo(8);
    server.call("POST", KEYS + "/verify", service, body);
    isStopped(server.call("POST", KEYS + "/verify", service, body), 60);
    assertThat(verify(asked).json().path("rateLimit").path("remaining").longValue()).isEqualTo(6);
  }

  @Test
  void tokensOfAKeyCountAgainstItsLimit() {
    Secret secret = limited(3, "keys:read");
    Answer issued = server.submit("/api/v1/token", List.of(), "X-API-Key", secret.reveal());
    assertThat(issued.header("RateLimit")).isEqualTo("\"key\";r=2;t=60");
    String bearer = "Bearer " + issued.json().path("access_token").stringValue();
    Answer used = server.send("GET", ME, null, "Authorization", bearer);
    assertThat(used.status()).isEqualTo(200);
    assertThat(used.header("RateLimit")).isEqualTo("\"key\";r=1;t=60");
    assertThat(get(ME, secret).status()).isEqualTo(200);
    isStopped(server.send("GET", ME, null, "Authorization", bearer), 60);
    Answer none = server.submit("/api/v1/token", List.of(), "X-API-Key", secret.reveal());
    assertThat(none.status()).isEqualTo(429);
    assertThat(none.header("Retry-After")).isEqualTo("60");
    assertThat(none.json().path("error").stringValue()).isEqualTo("temporarily_unavailable");
  }

  @Test
  void aChangedLimitHoldsAtOnce() {
    Answer made = create(limit(2, 60));
    Secret secret = secret(made);
    get(ME, secret);
    get(ME, secret);
    isStopped(get(ME, secret), 60);
    patch(id(made), limit(4, 60));
    assertThat(get(ME, secret).header("RateLimit")).isEqualTo("\"key\";r=1;t=60");
    patch(id(made), null);
    for (int i = 0; i < 5; i++) {
      assertThat(get(ME, secret).status()).isEqualTo(200);
    }
  }

  @Test
  void aLimitedKeyHandsOutNoMoreThanItHas() {
    Answer made = create(limit(10, 60), "keys:read", "keys:write");
    Secret secret = secret(made);
    Answer child = server.call("POST", KEYS, secret, Map.of("name", "Child"));
    assertThat(child.json().path("key").path("rateLimit").path("requests").longValue())
        .isEqualTo(10);
    Answer wider =
        server.call("POST", KEYS, secret, Map.of("name", "Wider", "rateLimit", limit(11, 60)));
    assertThat(wider.status()).isEqualTo(403);
    assertThat(wider.json().path("code").stringValue()).isEqualTo("wider-than-caller");
    assertThat(wider.json().path("detail").stringValue()).contains("10 requests in 60 seconds");
    Map<String, Object> lifted = new HashMap<>();
    lifted.put("rateLimit", null);
    assertThat(server.call("PATCH", KEYS + "/" + id(made), secret, lifted).status()).isEqualTo(403);
  }
}
