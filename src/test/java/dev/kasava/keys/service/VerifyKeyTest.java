package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service has somebody's key judged. */
final class VerifyKeyTest extends VerbTest {
  private static final RateLimit TWO = new RateLimit(2, Duration.ofMinutes(1));

  private Caller service;

  @BeforeEach
  void makeService() {
    service = test.caller(test.create("Service", null, "keys:verify").secret());
  }

  private Issue.Claimed made(@Nullable RateLimit limit) {
    return (Issue.Claimed)
        done(
            verbs
                .create()
                .create(
                    operator,
                    new CreateKey.Request(
                        "Judged", null, List.of("keys:read"), true, limit, null)));
  }

  private VerifyKey.Judged judged(String credential, @Nullable List<String> scopes) {
    return done(verbs.verify().verify(service, credential, scopes));
  }

  private Usage usage(KeyId key) {
    return done(verbs.usage().read(operator, key, null));
  }

  @Test
  void aGoodKeyIsAcceptedAndCountedAsUsedByTheService() {
    Issue.Claimed key = made(null);
    VerifyKey.Judged judged = judged(key.secret().reveal(), null);
    assertThat(judged.verdict()).isInstanceOf(Verdict.Accepted.class);
    assertThat(judged.allowance()).isNull();
    assertThat(judged(key.secret().reveal(), List.of("keys:read")).verdict().code())
        .isEqualTo("accepted");
    Usage usage = usage(key.key().key().id());
    assertThat(usage.total()).isEqualTo(2);
    assertThat(usage.lastClient()).isEqualTo(service.client());
    assertThat(usage(Objects.requireNonNull(service.key())).total())
        .as("it is for the door to count the service itself")
        .isZero();
  }

  @Test
  void whatTheKeyMayNotDoIsSaidAndCountedAsRefused() {
    Issue.Claimed key = made(null);
    assertThat(judged(key.secret().reveal(), List.of("keys:read", "keys:write")).verdict())
        .isInstanceOf(Verdict.MissingScope.class);
    Usage usage = usage(key.key().key().id());
    assertThat(usage.total()).isZero();
    assertThat(usage.rejected()).isEqualTo(1);
  }

  @Test
  void beyondItsLimitAKeyIsRefused() {
    String secret = made(TWO).secret().reveal();
    VerifyKey.Judged first = judged(secret, null);
    assertThat(first.verdict().code()).isEqualTo("accepted");
    assertThat(Objects.requireNonNull(first.allowance()).remaining()).isEqualTo(1);
    assertThat(judged(secret, null).verdict().code()).isEqualTo("accepted");
    VerifyKey.Judged third = judged(secret, null);
    assertThat(third.verdict()).isInstanceOf(Verdict.RateLimited.class);
    assertThat(Objects.requireNonNull(third.allowance()).isPassed()).isFalse();
  }

  @Test
  void whatIsNoKeyIsNone() {
    assertThat(judged("nonsense", null).verdict()).isInstanceOf(Verdict.Malformed.class);
    Issue.Claimed key = made(null);
    done(verbs.delete().delete(operator, key.key().key().id()));
    assertThat(judged(key.secret().reveal(), null).verdict()).isInstanceOf(Verdict.Revoked.class);
  }

  @Test
  void whatIsNoScopeIsRefused() {
    String secret = made(null).secret().reveal();
    isRefused(
        verbs.verify().verify(service, secret, List.of("no scope")), "invalid_input", "scope");
  }

  @Test
  void whoeverMayNotVerifyIsToldSoAndNothingIsCounted() {
    Issue.Claimed key = made(null);
    Caller other = test.caller(test.create("Other", null, "keys:read").secret());
    isRefused(
        verbs.verify().verify(other, key.secret().reveal(), null), "missing_scope", "keys:verify");
    assertThat(usage(key.key().key().id()).total()).isZero();
  }
}
