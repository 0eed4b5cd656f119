package dev.kasava.keys.rest;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.UpdateKey;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a service that verifies tokens by itself hears of those that died before their time. */
final class RevocationTest {
  private static final String REVOCATIONS = "/api/v1/revocations";
  private static final String KEYS = "/api/v1/keys/";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00.400Z"));
  private final Map<String, JsonNode> accepted = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private TestServer server;
  private Secret service;
  private String next = "";

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder, clock);
    service = server.installation().create("Service", null, "keys:verify").secret();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Issue.Claimed key(String name) {
    return server.installation().create(name, null, "keys:read");
  }

  private static String id(Issue.Claimed key) {
    return key.key().key().id().value();
  }

  private String token(Secret key) {
    String token =
        server
            .submit("/api/v1/token", List.of(), "X-API-Key", key.reveal())
            .json()
            .path("access_token")
            .stringValue();
    tokens.add(token);
    return token;
  }

  private Answer ask(@Nullable String since) {
    return server.call(
        "GET", REVOCATIONS + (since == null ? "" : "?since=" + since), service, null);
  }

  /** Asks until there is no more, as a service does. */
  private void follow() {
    while (true) {
      Answer answer = ask(next.isEmpty() ? null : next);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      next = answer.json().path("next").stringValue();
      JsonNode keys = answer.json().path("keys");
      keys.forEach(key -> accepted.put(key.path("keyId").stringValue(), key.path("accepted")));
      if (keys.isEmpty()) {
        return;
      }
    }
  }

  /** Whether a service that heard all this takes a token that its own keys and clock find good. */
  private boolean isAccepted(String token) {
    try {
      var claims = SignedJWT.parse(token).getJWTClaimsSet();
      Instant now = clock.instant();
      if (!claims.getExpirationTime().toInstant().isAfter(now)) {
        return false;
      }
      JsonNode spans = accepted.get(claims.getStringClaim("client_id"));
      if (spans == null) {
        return true;
      }
      for (JsonNode span : spans) {
        Instant from = Instant.parse(span.path("issuedFrom").stringValue());
        JsonNode until = span.path("until");
        if (!from.isAfter(claims.getIssueTime().toInstant())
            && (until.isNull() || Instant.parse(until.stringValue()).isAfter(now))) {
          return true;
        }
      }
      return false;
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** What the service says of each token is what this server's own door says. */
  private void agrees() {
    follow();
    for (String token : tokens) {
      int status =
          server.send("GET", "/api/v1/me", null, "Authorization", "Bearer " + token).status();
      assertThat(isAccepted(token)).isEqualTo(status == 200);
    }
  }

  private void regenerate(Issue.Claimed key, Map<String, ?> fields) {
    Answer answer = server.call("POST", KEYS + id(key) + "/regenerate", fields);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void tokensOfADeletedKeyAreRefusedAndOthersAreNot() {
    Issue.Claimed gone = key("Gone");
    String dead = token(gone.secret());
    String good = token(key("Kept").secret());
    agrees();
    assertThat(isAccepted(dead)).isTrue();
    server.call("DELETE", KEYS + id(gone), null);
    agrees();
    assertThat(isAccepted(dead)).isFalse();
    assertThat(isAccepted(good)).isTrue();
    assertThat(accepted.get(id(gone))).isEmpty();
  }

  @Test
  void tokensOfTheOldSecretDieWithItAndThoseOfTheNewLive() {
    Issue.Claimed key = key("Rotated");
    String old = token(key.secret());
    clock.advance(Duration.ofSeconds(2));
    Answer regenerated = server.call("POST", KEYS + id(key) + "/regenerate", Map.of());
    String young =
        token(
            server
                .installation()
                .get()
                .format()
                .parse(regenerated.json().path("secret").stringValue())
                .orElseThrow());
    agrees();
    assertThat(isAccepted(old)).isFalse();
    assertThat(isAccepted(young)).isTrue();
  }

  /** Nothing changes when it is over, so the end of it is told before. */
  @Test
  void theEndOfAnOverlapIsKnownBeforehand() {
    Issue.Claimed key = key("Overlapping");
    String old = token(key.secret());
    clock.advance(Duration.ofSeconds(2));
    regenerate(key, Map.of("overlapSeconds", 60));
    agrees();
    assertThat(isAccepted(old)).isTrue();
    clock.advance(Duration.ofSeconds(60));
    assertThat(isAccepted(old)).isFalse();
    agrees();
  }

  @Test
  void aNewExpiryEndsTheTokensMadeBefore() {
    Issue.Claimed key = key("Shortened");
    String token = token(key.secret());
    server.call(
        "PATCH",
        KEYS + id(key),
        Map.of("expiresAt", clock.instant().plus(Duration.ofSeconds(30)).toString()));
    agrees();
    assertThat(isAccepted(token)).isTrue();
    clock.advance(Duration.ofSeconds(30));
    assertThat(isAccepted(token)).isFalse();
    agrees();
  }

  @Test
  void revokedAndLeakedSecretsAreHeardOf() {
    Issue.Claimed revoked = key("Revoked");
    Issue.Claimed leaked = key("Leaked");
    String one = token(revoked.secret());
    String other = token(leaked.secret());
    agrees();
    regenerate(revoked, Map.of("revokeNow", true, "claim", false));
    server.call("POST", "/api/v1/leaks", Map.of("keys", List.of(leaked.secret().reveal())));
    agrees();
    assertThat(isAccepted(one)).isFalse();
    assertThat(isAccepted(other)).isFalse();
  }

  @Test
  void aLongHistoryComesInPiecesAndNothingIsMissed() {
    Issue.Claimed first = key("First of many");
    String token = token(first.secret());
    server.call("DELETE", KEYS + id(first), null);
    var verbs = server.installation().get().verbs();
    Issue.Claimed renamed = key("Renamed");
    for (int i = 0; i < 600; i++) {
      done(
          verbs
              .update()
              .update(
                  server.installation().firstCaller(),
                  renamed.key().key().id(),
                  new UpdateKey.Request("Renamed " + i, new UpdateKey.Expiry.Unchanged())));
    }
    assertThat(ask(null).json().path("next").stringValue()).isNotEqualTo(latest());
    agrees();
    assertThat(isAccepted(token)).isFalse();
    assertThat(next).isEqualTo(latest());
    assertThat(ask(next).json().path("keys")).isEmpty();
  }

  private String latest() {
    return Long.toString(
        server.installation().get().keys().<Long>read(reader -> reader.changesSince(0).latest()));
  }

  @Test
  void aPlaceThatIsNotKnownIsRefusedWithTheRemedy() {
    for (String since : List.of("x", "", "999999", "-1", "99999999999999999999")) {
      Answer answer = ask(since);
      assertThat(answer.status()).as(since).isEqualTo(400);
      assertThat(answer.json().path("detail").stringValue()).contains("without since");
    }
  }

  @Test
  void itTakesTheRightToVerify() {
    assertThat(server.call("GET", REVOCATIONS, key("Reader").secret(), null).status())
        .isEqualTo(403);
    assertThat(server.send("GET", REVOCATIONS, null).status()).isEqualTo(401);
  }

  /** Teams see nothing of each other; the first owner's services verify everybody's keys. */
  @Test
  void othersHearOfTheirOwnKeysOnly() {
    var owners = server.installation().get().verbs().owners();
    clock.advance(Duration.ofMillis(1));
    Issue.Claimed theirs = TestInstallation.done(owners.add("Another")).first();
    Issue.Claimed ours = key("Ours");
    JsonNode told = server.call("GET", REVOCATIONS, theirs.secret(), null).json().path("keys");
    assertThat(told.findValuesAsString("keyId")).containsExactly(id(theirs));
    follow();
    assertThat(accepted.keySet()).contains(id(theirs), id(ours));
  }
}
