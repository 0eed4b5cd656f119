package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the verbs stand on: an installation whose clock they set, and two owners. */
abstract class VerbTest {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  final SetClock clock = new SetClock(START);
  TestInstallation test;
  Verbs verbs;

  /** The first owner, at the terminal. */
  Caller operator;

  /** Another owner, at the terminal. */
  Caller stranger;

  @BeforeEach
  final void openInstallation() {
    test = TestInstallation.in(folder, clock);
    verbs = test.get().verbs();
    operator = Caller.operator(test.firstCaller().owner(), Door.CLI);
    Owner other =
        new Owner(
            OwnerId.random(new Random(1)),
            "Other",
            ZoneId.of("Asia/Kathmandu"),
            START.plusMillis(1));
    test.get()
        .keys()
        .write(
            writer -> {
              writer.addOwner(other);
              return other;
            });
    stranger = Caller.operator(other.id(), Door.CLI);
  }

  @AfterEach
  final void closeInstallation() {
    test.close();
  }

  final Outcome<Issue> tryCreate(
      Caller caller, String name, @Nullable Instant expiry, boolean claim, String... scopes) {
    List<String> names = scopes.length == 0 ? null : List.of(scopes);
    return verbs.create().create(caller, new CreateKey.Request(name, expiry, names, claim));
  }

  final ApiKey pending(String name, @Nullable Instant expiry) {
    return done(tryCreate(operator, name, expiry, false)).key().key();
  }

  final Issue.Claimed claimed(String name, @Nullable Instant expiry) {
    return (Issue.Claimed) done(tryCreate(operator, name, expiry, true));
  }

  final Outcome<Issue> tryRegenerate(
      KeyId id, long overlapSeconds, boolean claim, @Nullable Instant expiry, boolean revokeNow) {
    return verbs
        .regenerate()
        .regenerate(
            operator,
            id,
            new RegenerateKey.Request(overlapSeconds, claim, expiry, revokeNow, false));
  }

  final Issue.Claimed regenerated(KeyId id, long overlapSeconds) {
    return (Issue.Claimed) done(tryRegenerate(id, overlapSeconds, true, null, false));
  }

  final ApiKey read(KeyId id) {
    return done(verbs.read().read(operator, id)).key();
  }

  final KeyStatus statusOf(KeyId id) {
    return read(id).status(clock.instant());
  }

  /**
   * The audit log of the operator's owner, newest first: what was done, to whom, and more of it.
   */
  final List<String> log() {
    return log(operator.owner());
  }

  final List<String> log(OwnerId owner) {
    return test.get().keys().read(reader -> reader.audit(AuditQuery.newest(owner, 100))).stream()
        .map(AuditEntry::record)
        .map(one -> one.action().code() + " " + one.subjectName() + " " + one.details())
        .toList();
  }

  /** What the authenticator says of a secret. */
  final String codeOf(Secret secret) {
    return test.get().authenticator().verify(secret.reveal(), List.of()).code();
  }

  final void isGood(Secret... secrets) {
    for (Secret secret : secrets) {
      assertThat(codeOf(secret)).isEqualTo("accepted");
    }
  }

  final void isRevoked(Secret... secrets) {
    for (Secret secret : secrets) {
      assertThat(codeOf(secret)).isEqualTo("revoked");
    }
  }

  static Refusal refusal(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> done -> throw new AssertionError("not refused: " + done.value());
      case Outcome.Refused<?>(var refusal) -> refusal;
    };
  }

  static void isRefused(Outcome<?> outcome, String code, String... words) {
    Refusal refusal = refusal(outcome);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).endsWith(".");
    for (String word : words) {
      assertThat(refusal.message()).contains(word);
    }
  }
}
