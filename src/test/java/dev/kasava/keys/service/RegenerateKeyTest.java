package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class RegenerateKeyTest extends VerbTest {
  private static KeyId idOf(Issue issue) {
    return issue.key().key().id();
  }

  @Test
  void theOldSecretDiesWithTheClaim() {
    Issue.Claimed old = claimed("CI", null);
    Issue.Claimed now = regenerated(idOf(old), 0);
    assertThat(idOf(now)).isEqualTo(idOf(old));
    isRevoked(old.secret());
    isGood(now.secret());
    assertThat(now.key().key().createdAt()).isEqualTo(old.key().key().createdAt());
  }

  @Test
  void untilItsClaimAReplacementLeavesTheKeyAsItWas() {
    Issue.Claimed old = claimed("CI", null);
    ApiKey before = read(idOf(old));
    Issue pending = done(tryRegenerate(idOf(old), 0, false, null, false));
    assertThat(pending).isInstanceOf(Issue.Pending.class);
    clock.advance(HOUR.minusMillis(1));
    isGood(old.secret());
    assertThat(statusOf(idOf(old))).isEqualTo(KeyStatus.ACTIVE);
    Issue.Claimed now = done(verbs.claim().claim(operator, idOf(old)));
    isRevoked(old.secret());
    isGood(now.secret());
    isRefused(verbs.claim().claim(operator, idOf(old)), "conflict");
    assertThat(read(idOf(old)).withSecret(secretOf(before))).isEqualTo(before);
  }

  private static ApiKey.SecretInfo secretOf(ApiKey key) {
    ApiKey.SecretInfo secret = key.secret();
    assertThat(secret).isNotNull();
    return secret;
  }

  @Test
  void aReplacementThatLapsesIsAllThatIsGone() {
    Instant expiry = START.plus(Duration.ofDays(100));
    Issue.Claimed old = claimed("CI", expiry);
    done(tryRegenerate(idOf(old), 60, false, START.plus(Duration.ofDays(200)), false));
    clock.advance(HOUR);
    isRefused(verbs.claim().claim(operator, idOf(old)), "conflict", "over");
    isGood(old.secret());
    assertThat(statusOf(idOf(old))).isEqualTo(KeyStatus.ACTIVE);
    assertThat(read(idOf(old)).expiresAt()).isEqualTo(expiry);
    assertThat(test.get().keys().<Integer>write(writer -> writer.removeLapsed(clock.instant())))
        .isZero();
    isGood(old.secret(), regenerated(idOf(old), 60).secret());
  }

  @Test
  void theOverlapBeginsAtTheClaim() {
    Issue.Claimed old = claimed("CI", null);
    done(tryRegenerate(idOf(old), 600, false, null, false));
    clock.advance(Duration.ofMinutes(30));
    Issue.Claimed now = done(verbs.claim().claim(operator, idOf(old)));
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    isGood(old.secret(), now.secret());
    clock.advance(Duration.ofMillis(1));
    isRevoked(old.secret());
    isGood(now.secret());
  }

  @Test
  void anOverlapNeverPassesTheExpiry() {
    Instant expiry = START.plusSeconds(100);
    Issue.Claimed old = claimed("CI", expiry);
    Issue.Claimed now = regenerated(idOf(old), 600);
    clock.set(expiry.minusMillis(1));
    isGood(old.secret(), now.secret());
    clock.set(expiry);
    assertThat(codeOf(old.secret())).isEqualTo("expired");
    assertThat(codeOf(now.secret())).isEqualTo("expired");
    // Nor does a later expiry bring the old one back.
    done(tryRegenerate(idOf(old), 600, true, expiry.plusSeconds(9999), false));
    isRevoked(old.secret(), now.secret());
  }

  @Test
  void aShorterNewExpiryBoundsTheOverlapToo() {
    Issue.Claimed old = claimed("CI", null);
    Instant expiry = START.plusSeconds(100);
    Issue.Claimed now = (Issue.Claimed) done(tryRegenerate(idOf(old), 600, true, expiry, false));
    UpdateKey.Request never = new UpdateKey.Request(null, new UpdateKey.Expiry.Never());
    done(verbs.update().update(operator, idOf(old), never));
    clock.set(expiry);
    isRevoked(old.secret());
    isGood(now.secret());
  }

  @Test
  void atMostTwoSecretsLive() {
    Issue.Claimed first = claimed("CI", null);
    Issue.Claimed second = regenerated(idOf(first), 600);
    isGood(first.secret(), second.secret());
    clock.advance(Duration.ofSeconds(10));
    Issue.Claimed third = regenerated(idOf(first), 600);
    isRevoked(first.secret());
    isGood(second.secret(), third.secret());
    Issue.Claimed fourth = regenerated(idOf(first), 0);
    isRevoked(first.secret(), second.secret(), third.secret());
    isGood(fourth.secret());
  }

  @Test
  void revokeNowKillsTheOldSecretClaimedOrNot() {
    Issue.Claimed old = claimed("CI", null);
    Issue.Claimed overlapping = regenerated(idOf(old), 600);
    done(tryRegenerate(idOf(old), 0, false, null, true));
    isRevoked(old.secret(), overlapping.secret());
    assertThat(read(idOf(old)).secret()).isNull();
    clock.advance(HOUR);
    isRevoked(old.secret(), overlapping.secret());
    isRefused(verbs.claim().claim(operator, idOf(old)), "conflict", "Regenerate");
    Issue.Claimed now = (Issue.Claimed) done(tryRegenerate(idOf(old), 0, true, null, true));
    isGood(now.secret());
    Issue.Claimed claimed = claimAfterRevoking(idOf(old));
    isRevoked(now.secret());
    isGood(claimed.secret());
  }

  private Issue.Claimed claimAfterRevoking(KeyId id) {
    done(tryRegenerate(id, 0, false, null, true));
    return done(verbs.claim().claim(operator, id));
  }

  @Test
  void revokingAndOverlappingContradictEachOther() {
    Issue.Claimed old = claimed("CI", null);
    isRefused(tryRegenerate(idOf(old), 1, true, null, true), "invalid_input", "contradict");
    isGood(old.secret());
  }

  @Test
  void anOverlapIsAtMost30Days() {
    Issue.Claimed old = claimed("CI", null);
    for (long seconds : new long[] {-1, 30 * 86_400 + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      isRefused(tryRegenerate(idOf(old), seconds, true, null, false), "invalid_input", "30 days");
    }
    isGood(old.secret(), regenerated(idOf(old), 30 * 86_400).secret());
    clock.advance(Duration.ofDays(30).minusMillis(1));
    isGood(old.secret());
    clock.advance(Duration.ofMillis(1));
    isRevoked(old.secret());
  }

  @Test
  void anExpiredKeyNeedsANewExpiryAndItsOldSecretStaysDead() {
    Instant expiry = START.plusSeconds(60);
    Issue.Claimed old = claimed("CI", expiry);
    clock.set(expiry);
    assertThat(codeOf(old.secret())).isEqualTo("expired");
    isRefused(tryRegenerate(idOf(old), 0, true, null, false), "conflict", "new expiry");
    isRefused(tryRegenerate(idOf(old), 0, false, null, false), "conflict", "new expiry");
    Issue.Claimed now =
        (Issue.Claimed) done(tryRegenerate(idOf(old), 600, true, expiry.plusSeconds(9999), false));
    isGood(now.secret());
    isRevoked(old.secret());
  }

  @Test
  void anExpiredKeyStaysExpiredUntilItsReplacementIsClaimed() {
    Instant expiry = START.plusSeconds(60);
    Issue.Claimed old = claimed("CI", expiry);
    clock.set(expiry);
    done(tryRegenerate(idOf(old), 600, false, expiry.plusSeconds(9999), false));
    assertThat(codeOf(old.secret())).isEqualTo("expired");
    assertThat(statusOf(idOf(old))).isEqualTo(KeyStatus.EXPIRED);
    Issue.Claimed now = done(verbs.claim().claim(operator, idOf(old)));
    isGood(now.secret());
    isRevoked(old.secret());
  }

  @Test
  void aKeyThatExpiresBeforeTheClaimOfItsReplacementIsNotRevivedByIt() {
    Issue.Claimed old = claimed("CI", START.plusSeconds(60));
    done(tryRegenerate(idOf(old), 600, false, null, false));
    clock.advance(Duration.ofMinutes(1));
    isRefused(verbs.claim().claim(operator, idOf(old)), "conflict", "expired", "new expiry");
    assertThat(codeOf(old.secret())).isEqualTo("expired");
  }

  @Test
  void aKeyThatExpiredSinceTheRegenerationLendsNoOverlapToItsOldSecret() {
    Issue.Claimed old = claimed("CI", START.plusSeconds(60));
    done(tryRegenerate(idOf(old), 600, false, START.plusSeconds(9999), false));
    clock.advance(Duration.ofMinutes(1));
    Issue.Claimed now = done(verbs.claim().claim(operator, idOf(old)));
    isRevoked(old.secret());
    isGood(now.secret());
  }

  @Test
  void anExpiryHasToLieInTheFutureByWholeMilliseconds() {
    Issue.Claimed old = claimed("CI", null);
    for (Instant past :
        List.of(START, START.minusSeconds(1), START.plusNanos(999_999), Instant.MIN)) {
      isRefused(tryRegenerate(idOf(old), 0, true, past, false), "invalid_input", "future");
    }
    isRefused(tryRegenerate(idOf(old), 0, true, Instant.MAX, false), "invalid_input", "10 years");
    isGood(old.secret());
  }

  @Test
  void ofManyAtOnceOneWinsAndTheOldKeyIsDead() throws Exception {
    Issue.Claimed old = claimed("CI", null);
    int callers = 8;
    CountDownLatch start = new CountDownLatch(1);
    List<Secret> secrets = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(callers)) {
      List<Future<Issue.Claimed>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return regenerated(idOf(old), 0);
                }));
      }
      start.countDown();
      for (Future<Issue.Claimed> one : all) {
        secrets.add(one.get().secret());
      }
    }
    isRevoked(old.secret());
    assertThat(secrets.stream().map(this::codeOf)).containsOnlyOnce("accepted");
  }

  @Test
  void ofManyClaimsOneGetsTheSecret() throws Exception {
    ApiKey key = pending("CI", null);
    int callers = 8;
    int got = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(callers)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        all.add(
            pool.submit(
                () ->
                    verbs.claim().claim(operator, key.id())
                        instanceof dev.kasava.keys.key.Outcome.Done<?>));
      }
      for (Future<Boolean> one : all) {
        got += one.get() ? 1 : 0;
      }
    }
    assertThat(got).isOne();
  }
}
