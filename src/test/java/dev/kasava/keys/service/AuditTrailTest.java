package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.RateLimit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every change stands in the audit log, with what a reader needs beyond its name. */
final class AuditTrailTest extends VerbTest {
  private static final RateLimit LIMIT = new RateLimit(100, Duration.ofMinutes(1));

  /** What was noted since, oldest first. */
  private List<String> since(int before) {
    List<String> all = log();
    return all.subList(0, all.size() - before).reversed();
  }

  private void update(
      KeyId id, @Nullable String name, UpdateKey.Expiry expiry, UpdateKey.Limit limit) {
    done(verbs.update().update(operator, id, new UpdateKey.Request(name, expiry, limit)));
  }

  @Test
  void theLifeOfAKey() {
    int before = log().size();
    KeyId id = test.createLimited("CI", LIMIT, "orders:read").key().key().id();
    update(id, "CD", new UpdateKey.Expiry.At(START.plusSeconds(7200)), new UpdateKey.Limit.None());
    update(id, null, new UpdateKey.Expiry.Never(), new UpdateKey.Limit.To(LIMIT));
    regenerated(id, 0);
    regenerated(id, 60);
    done(verbs.delete().delete(operator, id));
    assertThat(since(before))
        .containsExactly(
            "key.created CI scopes: orders:read; limit: " + LIMIT,
            "key.claimed CI ",
            "key.updated CD renamed from: CI; expires: 2026-11-23T14:00:00Z; limit: none",
            "key.updated CD expires: never; limit: " + LIMIT,
            "key.regenerated CD ",
            "key.regenerated CD overlap: PT1M",
            "key.deleted CD ");
  }

  @Test
  void aChangeThatChangesNothingIsNotNoted() {
    KeyId id = pending("CI", null).id();
    int before = log().size();
    update(id, "CI", new UpdateKey.Expiry.Unchanged(), new UpdateKey.Limit.Unchanged());
    assertThat(since(before)).isEmpty();
  }

  @Test
  void whatWaitsForItsClaim() {
    int before = log().size();
    KeyId id = pending("CI", null).id();
    done(verbs.claim().claim(operator, id));
    done(tryRegenerate(id, 60, false, null, false));
    done(verbs.claim().claim(operator, id));
    done(tryRegenerate(id, 0, false, null, true));
    done(verbs.refuseClaim().refuse(operator, id));
    isRefused(verbs.refuseClaim().refuse(operator, id), "conflict", "nothing to refuse");
    assertThat(since(before))
        .containsExactly(
            "key.created CI scopes: keys:read",
            "key.claimed CI ",
            "key.regeneration_requested CI overlap: PT1M",
            "key.regenerated CI ",
            "key.secret_revoked CI ",
            "key.regeneration_requested CI ",
            "key.regeneration_refused CI ");
  }

  @Test
  void aKeyWhoseFirstClaimIsRefusedIsGone() {
    KeyId id = pending("CI", null).id();
    int before = log().size();
    done(verbs.refuseClaim().refuse(operator, id));
    isRefused(verbs.read().read(operator, id), "not_found");
    assertThat(since(before)).containsExactly("key.deleted CI its claim was refused");
  }

  @Test
  void members() {
    int before = log().size();
    Member ada = done(verbs.changeTeam().add(operator, "Ada", "member"));
    done(verbs.changeTeam().update(operator, ada.id(), "Ada L.", null));
    done(verbs.changeTeam().update(operator, ada.id(), null, "viewer"));
    done(verbs.changeTeam().update(operator, ada.id(), "Ada", "admin"));
    done(verbs.changeTeam().remove(operator, ada.id(), new FateOfKeys.Keep()));
    assertThat(since(before))
        .containsExactly(
            "member.added Ada role: member",
            "member.updated Ada L. renamed from: Ada",
            "member.updated Ada L. role: viewer",
            "member.updated Ada renamed from: Ada L.; role: admin",
            "member.removed Ada ");
  }

  @Test
  void settings() {
    int before = log().size();
    String name = done(verbs.updateOwner().setTimeZone(operator, "Europe/Berlin")).name();
    assertThat(done(verbs.updateOwner().setUsualExpiry(operator, 1)).usualExpiryDays())
        .isEqualTo(1);
    done(verbs.updateOwner().setUsualExpiry(operator, 3650));
    done(verbs.updateOwner().setUsualExpiry(operator, 3650));
    done(verbs.updateOwner().setUsualExpiry(operator, null));
    for (int days : new int[] {0, -1, 3651}) {
      isRefused(verbs.updateOwner().setUsualExpiry(operator, days), "invalid_input", "3650");
    }
    assertThat(since(before))
        .containsExactly(
            "owner.updated " + name + " time zone: Europe/Berlin",
            "owner.updated " + name + " usual expiry: 1 days",
            "owner.updated " + name + " usual expiry: 3650 days",
            "owner.updated " + name + " usual expiry: never");
  }

  @Test
  void owners() {
    ManageOwners.Founded acme = done(verbs.owners().add("Acme"));
    done(verbs.owners().rename(acme.owner().id(), "Acme Ltd"));
    assertThat(verbs.owners().list()).extracting(Owner::name).contains("Acme Ltd");
    assertThat(log(acme.owner().id()).reversed())
        .containsExactly(
            "owner.added Acme ",
            "key.created First key ",
            "owner.updated Acme Ltd renamed from: Acme");
    done(verbs.owners().remove(acme.owner().id(), true));
    assertThat(log(acme.owner().id()))
        .startsWith("owner.removed Acme Ltd ")
        .anyMatch(line -> line.startsWith("key.deleted "));
  }
}
