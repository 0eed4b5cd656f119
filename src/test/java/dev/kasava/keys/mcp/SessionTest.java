package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a session is, and how it ends. */
final class SessionTest {
  private static final int SECONDS = 15;

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
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

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private static KeyId id(Issue.Claimed key) {
    return key.key().key().id();
  }

  private int ping(Secret key, String session) {
    return raw.post(RawMcp.PING, key, session).status();
  }

  private void delete(Issue.Claimed key) {
    TestInstallation.done(
        server
            .installation()
            .get()
            .verbs()
            .delete()
            .delete(server.installation().firstCaller(), id(key)));
  }

  private Secret regenerate(Issue.Claimed key) {
    return ((Issue.Claimed)
            TestInstallation.done(
                server
                    .installation()
                    .get()
                    .verbs()
                    .regenerate()
                    .regenerate(
                        server.installation().firstCaller(),
                        id(key),
                        new RegenerateKey.Request(0, true, null, false, false))))
        .secret();
  }

  /** Completes when the server closes the stream. */
  private CompletableFuture<Void> end(HttpResponse<InputStream> stream) {
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return CompletableFuture.runAsync(
        () -> {
          try (InputStream body = stream.body()) {
            body.readAllBytes();
          } catch (IOException e) {
            // Cut off is closed, too.
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "DELETE"})
  void aSessionIsNobodysButItsKeys(String method) {
    Issue.Claimed other = server.installation().create("Other", null, "keys:read", "keys:write");
    String session = raw.begin(first());
    Map<String, String> headers = RawMcp.headers(other.secret(), session);
    RawMcp.Answer stolen =
        raw.send(
            method,
            method.equals("POST")
                ? RawMcp.PING.getBytes(java.nio.charset.StandardCharsets.UTF_8)
                : new byte[0],
            headers);
    assertThat(stolen.status()).isEqualTo(404);
    headers.put("Mcp-Session-Id", "no-such-session");
    RawMcp.Answer unknown =
        raw.send(
            method,
            method.equals("POST")
                ? RawMcp.PING.getBytes(java.nio.charset.StandardCharsets.UTF_8)
                : new byte[0],
            headers);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(stolen.body()).isEqualTo(unknown.body());
    assertThat(ping(first(), session)).isEqualTo(200);
  }

  @Test
  void aSessionOutlivesTheRotationOfItsKeysSecret() {
    Issue.Claimed key = server.installation().create("Rotated", null, "keys:read");
    String session = raw.begin(key.secret());
    Secret fresh = regenerate(key);
    assertThat(ping(fresh, session)).isEqualTo(200);
    assertThat(ping(key.secret(), session)).isEqualTo(401);
  }

  @Test
  void anOpenStreamOutlivesTheRotationToo() {
    Issue.Claimed key = server.installation().create("Rotated", null, "keys:read");
    Issue.Claimed doomed = server.installation().create("Doomed", null, "keys:read");
    CompletableFuture<Void> lasting = end(raw.listen(key.secret(), raw.begin(key.secret())));
    CompletableFuture<Void> ending = end(raw.listen(doomed.secret(), raw.begin(doomed.secret())));
    regenerate(key);
    delete(doomed);
    // The sweep that ends the one has seen the other, or the next has.
    await(ending);
    CompletableFuture<Void> next = secondDoomed();
    await(next);
    assertThat(lasting).isNotDone();
  }

  private CompletableFuture<Void> secondDoomed() {
    Issue.Claimed doomed = server.installation().create("Doomed too", null, "keys:read");
    CompletableFuture<Void> end = end(raw.listen(doomed.secret(), raw.begin(doomed.secret())));
    delete(doomed);
    return end;
  }

  private static void await(CompletableFuture<Void> end) {
    assertThat(end).succeedsWithin(Duration.ofSeconds(SECONDS));
  }

  @Test
  void aDeletedKeysStreamIsClosedAndItsRequestsAreRefusedAtOnce() {
    Issue.Claimed key = server.installation().create("Doomed", null, "keys:read");
    String session = raw.begin(key.secret());
    CompletableFuture<Void> end = end(raw.listen(key.secret(), session));
    assertThat(ping(key.secret(), session)).isEqualTo(200);
    delete(key);
    long deleted = System.nanoTime();
    RawMcp.Answer refused = raw.post(RawMcp.PING, key.secret(), session);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).contains("was deleted").doesNotContain(key.secret().reveal());
    await(end);
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - deleted)).isLessThan(5_000);
  }

  @Test
  void anExpiredKeysStreamIsClosed() {
    Issue.Claimed key =
        server
            .installation()
            .create("Brief", clock.instant().plus(Duration.ofMinutes(5)), "keys:read");
    CompletableFuture<Void> end = end(raw.listen(key.secret(), raw.begin(key.secret())));
    clock.advance(Duration.ofMinutes(6));
    await(end);
  }

  @Test
  void aLaterStreamTakesThePlaceOfTheOneBefore() {
    String session = raw.begin(first());
    CompletableFuture<Void> before = end(raw.listen(first(), session));
    CompletableFuture<Void> after = end(raw.listen(first(), session));
    await(before);
    assertThat(after).isNotDone();
    assertThat(ping(first(), session)).isEqualTo(200);
  }

  @Test
  void deletingASessionClosesItsStreamAndEndsIt() {
    String session = raw.begin(first());
    CompletableFuture<Void> end = end(raw.listen(first(), session));
    assertThat(raw.send("DELETE", new byte[0], RawMcp.headers(first(), session)).status())
        .isEqualTo(204);
    await(end);
    assertThat(ping(first(), session)).isEqualTo(404);
    assertThat(raw.send("DELETE", new byte[0], RawMcp.headers(first(), session)).status())
        .isEqualTo(404);
  }

  @Test
  void theServersEndClosesStreams() {
    CompletableFuture<Void> end = end(raw.listen(first(), raw.begin(first())));
    server.close();
    await(end);
  }

  @Test
  void requestsOfOneSessionMayCarryTheSameIdsAsThoseOfAnother() {
    Issue.Claimed other = server.installation().create("Other", null, "keys:read");
    String mine = raw.begin(first());
    String theirs = raw.begin(other.secret());
    String whoami =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}";
    for (int i = 0; i < 20; i++) {
      assertThat(keyOf(raw.post(whoami, first(), mine)))
          .isEqualTo(id(server.installation().firstKey()).value());
      assertThat(keyOf(raw.post(whoami, other.secret(), theirs))).isEqualTo(id(other).value());
    }
  }

  private static String keyOf(RawMcp.Answer answer) {
    return answer
        .json()
        .path("result")
        .path("structuredContent")
        .path("key")
        .path("id")
        .stringValue("");
  }
}
