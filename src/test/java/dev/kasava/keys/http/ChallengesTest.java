package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6750, section 3; RFC 9728, section 5.1. */
final class ChallengesTest {
  private static final Challenges LEADING = Challenges.leading(() -> "https://keys.example.com");

  @Test
  void withoutAnIssuerThereIsNowhereToGo() {
    assertThat(Challenges.PLAIN.noCredential("/mcp", List.of(Scope.KEYS_WRITE)))
        .isEqualTo("Bearer realm=\"kasava\"");
    assertThat(Challenges.PLAIN.missingScope("/mcp", Scope.KEYS_WRITE))
        .isEqualTo("Bearer realm=\"kasava\", error=\"insufficient_scope\", scope=\"keys:write\"");
    assertThat(Challenges.PLAIN.severalCredentials())
        .isEqualTo("Bearer realm=\"kasava\", error=\"invalid_request\"");
  }

  @Test
  void whereThereIsOneItsDescriptionIsNamed() {
    assertThat(LEADING.noCredential("/mcp", List.of()))
        .isEqualTo(
            "Bearer realm=\"kasava\", scope=\"keys:read\","
                + " resource_metadata=\"https://keys.example.com/.well-known/oauth-protected-resource/mcp\"");
    assertThat(LEADING.noCredential("/api/v1/keys", List.of(Scope.KEYS_READ, Scope.KEYS_WRITE)))
        .isEqualTo(
            "Bearer realm=\"kasava\", scope=\"keys:read keys:write\","
                + " resource_metadata=\"https://keys.example.com/.well-known/oauth-protected-resource\"");
    assertThat(LEADING.missingScope("/mcp", Scope.KEYS_VERIFY))
        .contains("scope=\"keys:verify\"", "resource_metadata=");
  }

  @Test
  void aRejectionIsToldByItsOwnSentence() {
    Verdict.Unknown unknown = new Verdict.Unknown();
    assertThat(LEADING.of("/mcp", List.of(), unknown))
        .contains(
            "error=\"invalid_token\", error_description=\"" + unknown.message() + "\"",
            "resource_metadata=");
    assertThat(
            Challenges.PLAIN.of("/mcp", List.of(), new Verdict.MissingScope(null, Scope.KEYS_READ)))
        .contains("insufficient_scope");
  }
}
