package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  private static final KeyId KEY = KeyId.random(new Random(3));

  private final List<Verdict.Rejected> rejections =
      List.of(
          new Verdict.Malformed(),
          new Verdict.Unknown(),
          new Verdict.Expired(KEY, KeySamples.NOW),
          new Verdict.Revoked(null, Ended.DELETED, KeySamples.NOW),
          new Verdict.Revoked(KEY, Ended.REGENERATED, KeySamples.NOW),
          new Verdict.MissingScope(KEY, Scope.KEYS_WRITE),
          new Verdict.RateLimited(
              KEY, new RateLimit(100, Duration.ofMinutes(1)), Duration.ofMillis(1_500)));

  @Test
  void eachRejectionSaysWhatToDoNext() {
    assertThat(rejections)
        .allSatisfy(
            rejected ->
                assertThat(rejected.message())
                    .endsWith(".")
                    .containsAnyOf(
                        "Create", "create", "Use", "Regenerate", "Copy", "again in 2 seconds")
                    .doesNotContain("null", "Optional", "["));
  }

  @Test
  void codesAreThoseOfTheContract() {
    assertThat(rejections)
        .extracting(Verdict::code)
        .containsExactly(
            "malformed",
            "unknown",
            "expired",
            "revoked",
            "revoked",
            "missing_scope",
            "rate_limited");
    assertThat(
            new Verdict.Accepted(
                    new Grant(
                        KEY,
                        OwnerId.random(new Random(4)),
                        new KeyName("CI"),
                        Scopes.DEFAULT,
                        null))
                .code())
        .isEqualTo("accepted");
  }

  @Test
  void tokensAreJudgedInTheSameWords() {
    OwnerId owner = OwnerId.random(new Random(4));
    TokenGrant grant =
        new TokenGrant("us", "sub", KEY, owner, Scopes.DEFAULT, KeySamples.NOW, null);
    assertThat(new Verdict.Admitted(grant).code()).isEqualTo("accepted");
    Verdict.Rejected invalid = new Verdict.InvalidToken(TokenFault.EXP);
    assertThat(invalid.code()).isEqualTo("invalid_token");
    assertThat(invalid.message()).isEqualTo(TokenFault.EXP.message());
  }

  /** What was presented has no place in a rejection, so it cannot be echoed. */
  @Test
  void noRejectionHasAPlaceForItsInput() {
    assertThat(Verdict.Malformed.class.getRecordComponents()).isEmpty();
    assertThat(Verdict.Unknown.class.getRecordComponents()).isEmpty();
    assertThat(rejections)
        .allSatisfy(
            rejected -> {
              for (var component : rejected.getClass().getRecordComponents()) {
                assertThat(component.getType()).isNotIn(String.class, Secret.class);
              }
            });
  }

  @Test
  void idsAreParsedStrictly() {
    assertThat(KeyId.parse(KEY.value())).contains(KEY);
    for (String text :
        List.of(
            "",
            "key_",
            KEY.value() + "0",
            KEY.value().substring(1),
            "KEY_" + KEY.value().substring(4),
            KEY.value().substring(0, 25) + "_",
            KEY.value().substring(0, 25) + "\u0660",
            KEY.value().substring(0, 24) + "\ud83d\udd11",
            "' or '1'='1")) {
      assertThat(KeyId.parse(text)).as(text).isEmpty();
    }
  }
}
