package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keys from their creation to their claim. */
final class PendingKeyTest extends VerbTest {
  @Test
  void isPendingUntilItsClaimAndHasKeysReadWithoutAWordAboutScopes() {
    ApiKey key = pending("CI", null);
    assertThat(statusOf(key.id())).isEqualTo(KeyStatus.PENDING);
    assertThat(key.scopes()).isEqualTo(Scopes.DEFAULT);
    assertThat(key.secret()).isNull();

    clock.advance(HOUR.minusMillis(1));
    Issue.Claimed claimed = done(verbs.claim().claim(operator, key.id()));
    isGood(claimed.secret());
    assertThat(statusOf(key.id())).isEqualTo(KeyStatus.ACTIVE);
    ApiKey after = read(key.id());
    ApiKey.SecretInfo secret = after.secret();
    assertThat(secret).isNotNull();
    assertThat(secret.lastFour()).isEqualTo(claimed.secret().lastFour());
    assertThat(secret.createdAt()).isEqualTo(clock.instant());
    assertThat(after.claimBy()).isNull();
  }

  @Test
  void isClaimedOnce() {
    ApiKey key = pending("CI", null);
    Issue.Claimed first = done(verbs.claim().claim(operator, key.id()));
    isRefused(verbs.claim().claim(operator, key.id()), "conflict", "claimed already", "Regenerate");
    isGood(first.secret());
    isRefused(
        verbs.claim().claim(operator, test.firstKey().key().key().id()), "conflict", "claimed");
  }

  @Test
  void lapsesAfterAnHourAndFreesItsName() {
    ApiKey key = pending("CI", null);
    clock.advance(HOUR);
    isRefused(verbs.claim().claim(operator, key.id()), "not_found");
    isRefused(verbs.read().read(operator, key.id()), "not_found");
    isRefused(verbs.delete().delete(operator, key.id()), "not_found");
    isRefused(tryRegenerate(key.id(), 0, true, null, false), "not_found");
    Issue.Claimed again = claimed("CI", null);
    assertThat(again.key().key().id()).isNotEqualTo(key.id());
    isGood(again.secret());
  }

  @Test
  void renamingMayTakeTheNameOfALapsedKeyToo() {
    ApiKey lapsing = pending("CI", null);
    Issue.Claimed other = claimed("CD", null);
    UpdateKey.Request toCi = new UpdateKey.Request("CI", new UpdateKey.Expiry.Unchanged());
    isRefused(verbs.update().update(operator, other.key().key().id(), toCi), "name_taken", "CI");
    clock.advance(HOUR);
    assertThat(done(verbs.update().update(operator, other.key().key().id(), toCi)).key().name())
        .isEqualTo(lapsing.name());
  }

  @Test
  void creatingAgainAnswersThePendingKey() {
    ApiKey first = pending("CI", null);
    clock.advance(Duration.ofMinutes(30));
    ApiKey again = pending("  CI ", null);
    assertThat(again).isEqualTo(first);
    // Its hour is not begun anew.
    clock.advance(Duration.ofMinutes(30));
    assertThat(pending("CI", null).id()).isNotEqualTo(first.id());
  }

  @Test
  void creatingAgainMayClaimWhatIsTheSameGrant() {
    ApiKey first = pending("CI", START.plusSeconds(7200));
    isRefused(tryCreate(operator, "CI", null, true), "conflict", "already waits");
    isRefused(
        tryCreate(operator, "CI", START.plusSeconds(7200), true, "keys:write"),
        "conflict",
        "already waits");
    Issue.Claimed claimed = claimed("CI", START.plusSeconds(7200));
    assertThat(claimed.key().key().id()).isEqualTo(first.id());
    isRefused(verbs.claim().claim(operator, first.id()), "conflict");
    isRefused(tryCreate(operator, "CI", START.plusSeconds(7200), true), "name_taken");
    isRefused(tryCreate(operator, "CI", null, false), "name_taken", "Choose another name");
  }

  @Test
  void aKeyThatExpiredBeforeItsClaimHoldsItsNameAndSaysWhatToDo() {
    ApiKey key = pending("CI", START.plusSeconds(60));
    clock.advance(Duration.ofMinutes(1));
    assertThat(statusOf(key.id())).isEqualTo(KeyStatus.EXPIRED);
    isRefused(verbs.claim().claim(operator, key.id()), "conflict", "Delete it");
    isRefused(
        tryRegenerate(key.id(), 0, true, START.plusSeconds(9999), false), "conflict", "Delete it");
    isRefused(tryCreate(operator, "CI", null, false), "name_taken", "delete");
    isRefused(tryCreate(operator, "CI", START.plusSeconds(9999), true), "name_taken", "delete");
    done(verbs.delete().delete(operator, key.id()));
    claimed("CI", null);
  }

  @Test
  void aPendingKeyHasNothingToRegenerate() {
    ApiKey key = pending("CI", null);
    isRefused(tryRegenerate(key.id(), 0, true, null, false), "conflict", "Claim it first");
    isRefused(tryRegenerate(key.id(), 0, false, null, true), "conflict", "Claim it first");
    assertThat(read(key.id())).isEqualTo(key);
  }

  @Test
  void namesAreOnePerOwner() {
    claimed("CI", null);
    done(tryCreate(stranger, "CI", null, true));
    isRefused(tryCreate(stranger, "CI", null, true), "name_taken");
  }
}
