package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever door accepts a new secret first, the old one is dead at all of them. */
final class FirstUseAtEveryDoorTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}\
      """;

  enum Door {
    REST,
    FORWARD_AUTH,
    VERIFY,
    MCP
  }

  private final TestServer server;

  FirstUseAtEveryDoorTest(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean isAccepted(Door door, Secret secret) {
    Answer answer =
        switch (door) {
          case REST -> server.call("GET", "/api/v1/me", secret, null);
          case FORWARD_AUTH -> server.call("GET", "/api/v1/auth", secret, null);
          case VERIFY -> server.call("POST", "/api/v1/keys/verify", Map.of("key", secret.reveal()));
          case MCP ->
              server.send(
                  "POST",
                  "/mcp",
                  INITIALIZE,
                  "Authorization",
                  "Bearer " + secret.reveal(),
                  "Accept",
                  "application/json, text/event-stream");
        };
    return answer.status() < 300
        && (door != Door.VERIFY || answer.json().path("valid").booleanValue(false));
  }

  private Answer regenerate(Issue.Claimed key, Object wish) {
    return server.call("POST", "/api/v1/keys/" + key.key().key().id() + "/regenerate", wish);
  }

  private static Secret secret(Answer answer) {
    return KeyFormat.parseAny(answer.json().path("secret").stringValue()).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void theFirstUseEndsTheOldSecret(Door door) {
    Issue.Claimed old = server.installation().create("CI", null, "keys:read");
    Secret next = secret(regenerate(old, Map.of("untilFirstUse", true)));
    for (Door any : Door.values()) {
      assertThat(isAccepted(any, old.secret())).as("%s before", any).isTrue();
    }
    assertThat(isAccepted(door, next)).isTrue();
    for (Door any : Door.values()) {
      assertThat(isAccepted(any, old.secret())).as("%s after", any).isFalse();
      assertThat(isAccepted(any, next)).as("%s after", any).isTrue();
    }
  }

  @Test
  void whatIsRefusedIsNoUse() {
    Issue.Claimed old = server.installation().create("CI", null, "keys:read");
    Secret next = secret(regenerate(old, Map.of("untilFirstUse", true)));
    assertThat(server.call("POST", "/api/v1/keys", next, Map.of("name", "More")).status())
        .isEqualTo(403);
    assertThat(
            server
                .call(
                    "POST",
                    "/api/v1/keys/verify",
                    Map.of("key", next.reveal(), "scopes", List.of("orders:read")))
                .json()
                .path("code")
                .stringValue())
        .isEqualTo("missing_scope");
    assertThat(isAccepted(Door.REST, old.secret())).isTrue();
  }

  @Test
  void contradictionsAreRefusedInASentence() {
    Issue.Claimed old = server.installation().create("CI", null, "keys:read");
    for (Map<String, Object> wish :
        List.<Map<String, Object>>of(
            Map.of("untilFirstUse", true, "revokeNow", true),
            Map.of("untilFirstUse", true, "overlapSeconds", 60))) {
      Answer refused = regenerate(old, wish);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().path("detail").stringValue()).contains("contradict");
    }
    assertThat(regenerate(old, Map.of("untilFirstUse", "yes")).status()).isEqualTo(400);
    Answer pending = regenerate(old, Map.of("untilFirstUse", true, "claim", false));
    assertThat(pending.json().has("claimUrl")).isTrue();
  }
}
