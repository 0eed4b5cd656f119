package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Regenerations whose old secret lives until the new one is used. */
final class FirstUseTest extends VerbTest {
  private static final int AT_ONCE = 8;

  private static KeyId idOf(Issue issue) {
    return issue.key().key().id();
  }

  private Outcome<Issue> tryReplace(KeyId id, boolean claim, @Nullable Instant expiry) {
    return verbs
        .regenerate()
        .regenerate(operator, id, new RegenerateKey.Request(0, claim, expiry, false, true));
  }

  private Secret replaced(KeyId id) {
    return ((Issue.Claimed) done(tryReplace(id, true, null))).secret();
  }

  private List<AuditRecord> retirements() {
    return test
        .get()
        .keys()
        .read(reader -> reader.audit(AuditQuery.newest(operator.owner(), 200)))
        .stream()
        .map(AuditEntry::record)
        .filter(entry -> entry.action() == AuditRecord.Action.RETIRED)
        .toList();
  }

  @Test
  void theOldSecretLivesHoweverLongUntilTheNewOneIsUsed() {
    Issue.Claimed old = claimed("CI", null);
    Secret next = replaced(idOf(old));
    clock.advance(Duration.ofDays(400));
    isGood(old.secret());
    assertThat(retirements()).isEmpty();
    isGood(next);
    isRevoked(old.secret());
    isGood(next);
    assertThat(retirements())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.actor()).isEqualTo(idOf(old));
              assertThat(entry.subject()).isEqualTo(idOf(old));
              assertThat(entry.subjectName()).isEqualTo("CI");
              assertThat(entry.at()).isEqualTo(clock.instant());
            });
  }

  @Test
  void memoryAloneNeverAcceptsAFirstUse() {
    Issue.Claimed old = claimed("CI", null);
    String next = replaced(idOf(old)).reveal();
    List<Scope> lacking = List.of(Scope.KEYS_WRITE);
    assertThat(test.get().authenticator().verify(next, lacking).code()).isEqualTo("missing_scope");
    assertThat(test.get().authenticator().verifyFromMemory(next, List.of())).isNull();
    isGood(old.secret());
    assertThat(test.get().authenticator().verify(next, List.of()).code()).isEqualTo("accepted");
    assertThat(test.get().authenticator().verify(next, List.of()).code()).isEqualTo("accepted");
    assertThat(test.get().authenticator().verifyFromMemory(next, List.of())).isNotNull();
    isRevoked(old.secret());
  }

  @Test
  void whoeverWasKilledBeforeTheNewSecretWasKeptTriesAgainAnyNumberOfTimes() {
    Issue.Claimed old = claimed("CI", null);
    Secret lost = replaced(idOf(old));
    for (int i = 0; i < 4; i++) {
      Secret next = replaced(idOf(old));
      isRevoked(lost);
      isGood(old.secret());
      lost = next;
    }
    isGood(lost);
    isRevoked(old.secret());
    Secret successor = replaced(idOf(old));
    isGood(lost, successor);
    isRevoked(lost);
  }

  @Test
  void aPendingReplacementCarriesItToTheClaim() {
    Issue.Claimed old = claimed("CI", null);
    done(tryReplace(idOf(old), false, null));
    isGood(old.secret());
    Secret next = done(verbs.claim().claim(operator, idOf(old))).secret();
    isGood(old.secret());
    isGood(next);
    isRevoked(old.secret());
  }

  @Test
  void noOtherOverlapGoesWithIt() {
    Issue.Claimed old = claimed("CI", null);
    for (var request :
        List.of(
            new RegenerateKey.Request(1, true, null, false, true),
            new RegenerateKey.Request(0, true, null, true, true),
            new RegenerateKey.Request(0, false, null, true, true))) {
      isRefused(
          verbs.regenerate().regenerate(operator, idOf(old), request),
          "invalid_input",
          "contradict");
      isRefused(verbs.regenerate().check(operator, idOf(old), request), "invalid_input");
    }
    isGood(old.secret());
  }

  @Test
  void anOrdinaryRegenerationKeepsItsOwnRules() {
    Issue.Claimed old = claimed("CI", null);
    Secret unused = replaced(idOf(old));
    Secret third = regenerated(idOf(old), 600).secret();
    isRevoked(old.secret());
    isGood(unused, third);
    clock.advance(Duration.ofMinutes(10));
    isRevoked(unused);
    isGood(third);

    Secret fourth = replaced(idOf(old));
    Secret fifth = regenerated(idOf(old), 0).secret();
    isRevoked(third, fourth);
    isGood(fifth);
  }

  @Test
  void revokingAndDeletingEndBoth() {
    Issue.Claimed old = claimed("CI", null);
    Secret next = replaced(idOf(old));
    done(tryRegenerate(idOf(old), 0, false, null, true));
    isRevoked(old.secret(), next);
    Secret first = done(verbs.claim().claim(operator, idOf(old))).secret();
    Secret second = replaced(idOf(old));
    isGood(first);
    done(verbs.delete().delete(operator, idOf(old)));
    isRevoked(first, second);
  }

  @Test
  void whatHadExpiredStaysDead() {
    Instant expiry = START.plusSeconds(60);
    Issue.Claimed old = claimed("CI", expiry);
    clock.set(expiry);
    isRefused(tryReplace(idOf(old), true, null), "conflict", "new expiry");
    Secret next =
        ((Issue.Claimed) done(tryReplace(idOf(old), true, expiry.plusSeconds(99)))).secret();
    isRevoked(old.secret());
    isGood(next);
    assertThat(retirements()).isEmpty();
  }

  @Test
  void anotherProcessRefusesTheOldOneFromItsNextRequestOn() {
    Issue.Claimed old = claimed("CI", null);
    DataFolder folder = test.get().folder();
    try (Installation other = Installation.open(folder, Map.of(), clock)) {
      Secret next = replaced(idOf(old));
      String text = old.secret().reveal();
      assertThat(other.authenticator().verify(text, List.of()).code()).isEqualTo("accepted");
      assertThat(other.authenticator().verifyFromMemory(text, List.of())).isNotNull();
      isGood(next);
      assertThat(other.authenticator().verifyFromMemory(text, List.of())).isNull();
      assertThat(other.authenticator().verify(text, List.of()).code()).isEqualTo("revoked");
      assertThat(other.authenticator().verify(next.reveal(), List.of()).code())
          .isEqualTo("accepted");
    }
    assertThat(retirements()).hasSize(1);
  }

  private List<String> atOnce(List<Secret> secrets, Runnable beside) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<String> codes = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(secrets.size() + 1)) {
      List<Future<String>> all = new ArrayList<>();
      for (Secret secret : secrets) {
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return codeOf(secret);
                }));
      }
      Future<?> other = pool.submit(beside);
      start.countDown();
      for (Future<String> one : all) {
        codes.add(one.get());
      }
      other.get();
    }
    return codes;
  }

  @Test
  void manyFirstUsesAtOnceAreOne() throws Exception {
    Issue.Claimed old = claimed("CI", null);
    Secret next = replaced(idOf(old));
    assertThat(atOnce(java.util.Collections.nCopies(AT_ONCE, next), () -> {}))
        .containsOnly("accepted");
    isRevoked(old.secret());
    assertThat(retirements()).hasSize(1);
  }

  /** Whichever comes first, whoever was told that the new secret is good can rely on it. */
  @Test
  void aFirstUseBesideTheNextRegenerationIsEitherBeforeOrAfterIt() throws Exception {
    for (int i = 0; i < 10; i++) {
      Issue.Claimed old = claimed("CI " + i, null);
      Secret next = replaced(idOf(old));
      List<Secret> third = new ArrayList<>();
      String code = atOnce(List.of(next), () -> third.add(replaced(idOf(old)))).getFirst();
      assertThat(code).isIn("accepted", "revoked");
      assertThat(codeOf(next)).isEqualTo(code);
      assertThat(codeOf(old.secret())).isEqualTo(code.equals("accepted") ? "revoked" : "accepted");
      isGood(third.getFirst());
      isRevoked(old.secret(), next);
    }
  }
}
