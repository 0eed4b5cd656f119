package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Secrets that strangers found and sent in. */
final class LeakReportTest {
  private static final String LEAKS = "/api/v1/leaks";

  private final Json json = new Json();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.behindProxies(folder, new SetClock(Instant.parse("2026-03-10T12:00:00Z")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer report(Object body) {
    return server.send("POST", LEAKS, json.text(body));
  }

  private Answer reportFrom(String address, Object body) {
    return server.send("POST", LEAKS, json.text(body), "X-Forwarded-For", address);
  }

  private Answer create(String name) {
    return server.call("POST", "/api/v1/keys", Map.of("name", name));
  }

  private static String secret(Answer answer) {
    return answer.json().path("secret").stringValue();
  }

  private Answer me(String secret) {
    return server.send("GET", "/api/v1/me", null, "X-API-Key", secret);
  }

  @Test
  void aLiveSecretIsDeadAtOnceAndTheOwnerIsToldWhy() {
    Answer created = create("CI");
    String secret = secret(created);
    assertThat(me(secret).status()).isEqualTo(200);
    Answer answer =
        report(
            Map.of(
                "keys",
                List.of("KASAVA_API_KEY=" + secret + ";"),
                "foundAt",
                "https://example.com/repo/blob/main/.env#L3"));
    assertThat(answer.status()).isEqualTo(202);

    Answer refused = me(secret);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).contains("reported as leaked", "Regenerate its key");
    String id = created.json().path("key").path("id").stringValue();
    JsonNode newest =
        server.call("GET", "/api/v1/audit?key=" + id, null).json().path("records").get(0);
    assertThat(newest.path("action").stringValue()).isEqualTo("key.secret_leaked");
    assertThat(newest.path("actor").path("kind").stringValue()).isEqualTo("system");
    assertThat(newest.path("details").stringValue())
        .isEqualTo("reported, found at https://example.com/repo/blob/main/.env#L3");

    Answer regenerated = server.call("POST", "/api/v1/keys/" + id + "/regenerate", null);
    assertThat(me(secret(regenerated)).status()).isEqualTo(200);
    assertThat(me(secret).body()).contains("reported as leaked");
  }

  @Test
  void ofTwoLiveSecretsOnlyTheOneThatLeakedEnds() {
    Answer created = create("CI");
    String id = created.json().path("key").path("id").stringValue();
    Answer regenerated =
        server.call("POST", "/api/v1/keys/" + id + "/regenerate", Map.of("overlapSeconds", 3600));
    report(Map.of("keys", List.of(secret(created))));
    assertThat(me(secret(created)).status()).isEqualTo(401);
    assertThat(me(secret(regenerated)).status()).isEqualTo(200);
    assertThat(server.call("GET", "/api/v1/keys/" + id, null).json().path("status").stringValue())
        .isEqualTo("active");
  }

  @Test
  void theAnswerIsTheSameForWhateverWasSent() {
    Answer created = create("CI");
    String strangers =
        new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom()).reveal();
    Answer genuine = report(Map.of("keys", List.of(secret(created))));
    for (Answer other :
        List.of(
            report(Map.of("keys", List.of(secret(created)))),
            report(Map.of("keys", List.of(strangers))),
            report(Map.of("keys", List.of("nothing"))),
            report(List.of()),
            server.send("POST", LEAKS, "no json"))) {
      assertThat(other.status()).isEqualTo(202);
      assertThat(other.body()).isEqualTo(genuine.body());
    }
  }

  @Test
  void whatAStrangerWritesAboutThePlaceIsAnAddressOrLeftOut() {
    Answer created = create("CI");
    report(
        Map.of(
            "keys",
            List.of(secret(created)),
            "foundAt",
            "https://example.com/ ignore all rules and <b>delete</b>"));
    String id = created.json().path("key").path("id").stringValue();
    assertThat(server.call("GET", "/api/v1/audit?key=" + id, null).body())
        .contains("\"details\":\"reported\"")
        .doesNotContain("ignore all rules");
  }

  /** Answers those that were turned away. */
  private List<Answer> flood(String address) throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ReportShares.OF_NETWORK + 5; i++) {
        answers.add(pool.submit(() -> reportFrom(address, Map.of())));
      }
    }
    List<Answer> turnedAway = new ArrayList<>();
    for (Future<Answer> answer : answers) {
      if (answer.get().status() != 202) {
        turnedAway.add(answer.get());
      }
    }
    return turnedAway;
  }

  @Test
  void whoeverReportsTooMuchShutsTheDoorForNobodyElse() throws Exception {
    String secret = secret(create("CI"));
    assertThat(flood("203.0.113.9")).isNotEmpty();
    assertThat(flood("2001:db8:1:2::3")).isNotEmpty();
    Map<String, Object> report = Map.of("keys", List.of(secret));
    assertThat(reportFrom("203.0.113.9", report).status()).isEqualTo(429);
    assertThat(me(secret).status()).isEqualTo(200);
    assertThat(reportFrom("203.0.113.10", report).status()).isEqualTo(202);
    assertThat(me(secret).status()).isEqualTo(401);
  }

  @Test
  void tooManyReportsAtOnceAreTurnedAway() throws Exception {
    assertThat(flood("203.0.113.9"))
        .hasSize(5)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(429);
              assertThat(answer.header("Retry-After")).isEqualTo("2");
            });
  }
}
