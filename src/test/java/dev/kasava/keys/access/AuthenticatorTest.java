package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthenticatorTest {
  @Test
  void acceptsALiveKeyFromMemoryOnceItWasLookedUpAndRefusesItOnceItIsDeleted(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      Authenticator authenticator = test.get().authenticator();
      Issue.Claimed key = test.create("CI", null, "keys:read");
      String secret = key.secret().reveal();

      assertThat(authenticator.verifyFromMemory(secret, List.of())).isNull();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(authenticator.verifyFromMemory(secret, List.of()))
          .isInstanceOf(Verdict.Accepted.class);

      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));

      assertThat(authenticator.verifyFromMemory(secret, List.of())).isNull();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
    }
  }

  /** Whoever holds it is not sent to the new secret, which is as dead. */
  @Test
  void aKeyThatExpiredWhileItsOldSecretOverlappedIsExpiredByEither(@TempDir Path folder) {
    SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
    try (TestInstallation test = TestInstallation.in(folder, clock)) {
      Instant expiry = clock.instant().plusSeconds(60);
      Issue.Claimed old = test.create("CI", expiry, "keys:read");
      Issue.Claimed renewed = regenerated(test, old, 3_600);
      clock.set(expiry);
      for (Issue.Claimed each : List.of(old, renewed)) {
        assertThat(test.get().authenticator().verify(each.secret().reveal(), List.of()))
            .isEqualTo(new Verdict.Expired(old.key().key().id(), expiry));
      }
    }
  }

  @Test
  void anOldSecretWhoseOverlapIsOverBeforeThatIsRevoked(@TempDir Path folder) {
    SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
    try (TestInstallation test = TestInstallation.in(folder, clock)) {
      Issue.Claimed old = test.create("CI", clock.instant().plusSeconds(60), "keys:read");
      Issue.Claimed renewed = regenerated(test, old, 10);
      clock.set(clock.instant().plusSeconds(10));
      Authenticator authenticator = test.get().authenticator();
      assertThat(authenticator.verify(old.secret().reveal(), List.of()))
          .isInstanceOf(Verdict.Revoked.class);
      assertThat(authenticator.verify(renewed.secret().reveal(), List.of()))
          .isInstanceOf(Verdict.Accepted.class);
    }
  }

  @Test
  void onlyOfAKeyThatIsStillThereTheIdIsTold(@TempDir Path folder) {
    SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
    try (TestInstallation test = TestInstallation.in(folder, clock)) {
      Issue.Claimed key = test.create("CI", null, "keys:read");
      KeyId id = key.key().key().id();
      Authenticator authenticator = test.get().authenticator();
      regenerated(test, key, 0);
      String old = key.secret().reveal();
      assertThat(authenticator.verify(old, List.of()))
          .isEqualTo(new Verdict.Revoked(id, Ended.REGENERATED, clock.instant()));
      Issue.Claimed other = test.create("Other", null, "keys:read");
      done(test.get().verbs().delete().delete(test.firstCaller(), other.key().key().id()));
      assertThat(authenticator.verify(other.secret().reveal(), List.of()))
          .isEqualTo(new Verdict.Revoked(null, Ended.DELETED, clock.instant()));
    }
  }

  private static Issue.Claimed regenerated(TestInstallation test, Issue.Claimed key, long overlap) {
    return test.regenerate(key, new RegenerateKey.Request(overlap, true, null, false, false));
  }

  private record Passed(AuthenticatorTest test, List<String> keys)
      implements PassedKey.Passing<AuthenticatorTest> {
    @Override
    public void pass(AuthenticatorTest target, PassedKey key) {
      assertThat(target).isSameAs(test);
      keys.add(key.id() + " " + key.owner().value() + " " + key.scopes());
    }
  }

  /** The key that the quick way lets through, as its answer tells it; null for none. */
  private @Nullable String passed(TestInstallation test, String credential, Scope... needed) {
    Passed passed = new Passed(this, new ArrayList<>());
    boolean isPassed =
        test.get().authenticator().pass(credential, List.of(needed), Client.CURL, this, passed);
    assertThat(passed.keys()).hasSize(isPassed ? 1 : 0);
    return isPassed ? passed.keys().getFirst() : null;
  }

  private static long uses(TestInstallation test, Issue.Claimed key) {
    return done(test.get().verbs().usage().read(test.firstCaller(), key.key().key().id(), null))
        .total();
  }

  @Test
  void theQuickWayTellsAndCountsWhatTheOtherDoes(@TempDir Path folder) {
    SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
    try (TestInstallation test = TestInstallation.in(folder, clock)) {
      Issue.Claimed key = test.create("CI", clock.instant().plusSeconds(60), "keys:read", "deploy");
      String secret = key.secret().reveal();
      assertThat(passed(test, secret)).as("before it was looked up").isNull();
      assertThat(test.get().authenticator().verify(secret, List.of()))
          .isInstanceOf(Verdict.Accepted.class);

      String told =
          key.key().key().id() + " " + key.key().key().owner().value() + " deploy keys:read";
      assertThat(passed(test, secret)).isEqualTo(told);
      assertThat(passed(test, secret, new Scope("deploy"))).isEqualTo(told);
      assertThat(uses(test, key)).isEqualTo(2);

      assertThat(passed(test, secret, new Scope("billing"))).isNull();
      assertThat(passed(test, secret.replace('_', '-'))).isNull();
      assertThat(passed(test, "")).isNull();
      assertThat(uses(test, key)).isEqualTo(2);

      clock.set(clock.instant().plusSeconds(60));
      assertThat(passed(test, secret)).as("expired").isNull();
      assertThat(uses(test, key)).isEqualTo(2);
    }
  }

  @Test
  void theQuickWayIsClosedByTheNextRequestAfterAChange(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      Authenticator authenticator = test.get().authenticator();
      Issue.Claimed key = test.create("CI", null, "keys:read");
      String secret = key.secret().reveal();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(passed(test, secret)).isNotNull();
      Issue.Claimed other = test.create("Other", null, "keys:read");
      assertThat(passed(test, secret)).as("something was changed").isNull();
      assertThat(authenticator.verify(other.secret().reveal(), List.of()))
          .isInstanceOf(Verdict.Accepted.class);
      assertThat(passed(test, secret)).as("that was another key").isNotNull();
      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
      assertThat(passed(test, secret)).isNull();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
      assertThat(passed(test, secret)).isNull();
    }
  }

  @Test
  void theQuickWayIsNotForKeysWithALimit(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      Issue.Claimed key = test.create("CI", null, "keys:read");
      test.get()
          .keys()
          .write(
              writer -> {
                writer.updateKey(
                    key.key().key().withRateLimit(new RateLimit(1, Duration.ofSeconds(60))));
                return true;
              });
      String secret = key.secret().reveal();
      assertThat(test.get().authenticator().verify(secret, List.of()))
          .isInstanceOf(Verdict.Accepted.class);
      assertThat(passed(test, secret)).isNull();
    }
  }
}
