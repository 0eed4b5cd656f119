package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.fullKey;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every key store has to do with owners, keys and what checks peppers. */
public abstract class KeyStoreContract extends StoreContract {
  @Test
  void keepsOwners() {
    assertThat(store().<Optional<Owner>>read(reader -> reader.owner(owner.id())))
        .isEqualTo(Optional.of(owner));
    assertThat(store().<Boolean>read(reader -> reader.owner(owner("Nobody").id()).isPresent()))
        .isFalse();
    assertThat(store().<Instant>read(reader -> reader.firstOwner().orElseThrow().createdAt()))
        .isEqualTo(NOW);
  }

  @Test
  void keepsEveryFieldOfAKey() {
    ApiKey full = added(fullKey(owner.id(), "Full \ud83d\udd11 \u00e9"));
    ApiKey pending = added(key(owner.id(), "Pending", NOW));
    ApiKey replaced =
        added(
            claimed(key(owner.id(), "Replaced", NOW))
                .withReplacement(
                    new ApiKey.Replacement(
                        new Overlap.UntilFirstUse(),
                        null,
                        Client.CURSOR,
                        NOW,
                        NOW.plusSeconds(3600))));
    for (ApiKey key : List.of(full, pending, replaced)) {
      assertThat(store().<KeySummary>read(reader -> reader.key(key.id()).orElseThrow()))
          .isEqualTo(new KeySummary(key, null, null));
      assertThat(
              store().<ApiKey>read(reader -> reader.keyNamed(owner.id(), key.name()).orElseThrow()))
          .isEqualTo(key);
    }
    assertThat(find(KeyId.random(new Random()))).isNull();
  }

  @Test
  void updatesAnOwner() {
    Owner moved =
        owner.withName("Renamed").withTimeZone(ZoneId.of("Europe/Berlin")).withUsualExpiry(90);
    write(writer -> writer.updateOwner(moved));
    assertThat(store().<Optional<Owner>>read(reader -> reader.owner(owner.id()))).contains(moved);
    assertThat(store().<Optional<Owner>>read(reader -> reader.owner(other.id()))).contains(other);
  }

  @Test
  void updatesEveryFieldOfAKey() {
    ApiKey before = added(key(owner.id(), "Before", NOW));
    ApiKey full = fullKey(owner.id(), "After");
    ApiKey after =
        new ApiKey(
            before.id(),
            full.owner(),
            full.name(),
            full.scopes(),
            full.createdAt(),
            full.parent(),
            full.createdBy(),
            full.secret(),
            full.expiresAt(),
            full.rateLimit(),
            full.claimBy(),
            full.replacement(),
            full.member());
    write(writer -> writer.updateKey(after));
    assertThat(find(before.id())).isEqualTo(new KeySummary(after, null, null));
    write(writer -> writer.updateKey(before));
    assertThat(find(before.id())).isEqualTo(new KeySummary(before, null, null));
  }

  @Test
  void summariesTellTheLastUse() {
    ApiKey key = added(key(owner.id(), "Used", NOW));
    stores()
        .usage()
        .add(
            StoreSamples.batch(
                new UsageStore.Tally(
                    key.id(), UsageStore.quarterOf(NOW), Client.CURSOR, Counted.ACCEPTED, 3, NOW)));
    KeySummary used = new KeySummary(key, NOW, Client.CURSOR);
    assertThat(find(key.id())).isEqualTo(used);
    assertThat(list("", null, 10).keys()).containsExactly(used);
  }

  @Test
  void aNameIsUniquePerOwner() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    assertThatThrownBy(() -> added(key(owner.id(), "CI", NOW))).isInstanceOf(StoreException.class);
    added(key(other.id(), "CI", NOW));
    ApiKey renamed = added(key(owner.id(), "CD", NOW));
    assertThatThrownBy(() -> write(writer -> writer.updateKey(renamed.withName(new KeyName("CI")))))
        .isInstanceOf(StoreException.class);
    assertThat(find(renamed.id())).isEqualTo(new KeySummary(renamed, null, null));
    write(writer -> writer.deleteKey(key.id(), NOW));
    added(key(owner.id(), "CI", NOW));
  }

  @Test
  void anIdIsUnique() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    assertThatThrownBy(() -> added(key.withName(new KeyName("Another"))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void aFailureSaysNothingOfWhatWasKept() {
    added(key(owner.id(), "Confidential project", NOW));
    assertThatThrownBy(() -> added(key(owner.id(), "Confidential project", NOW)))
        .satisfies(
            failure -> {
              for (Throwable t = failure; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("Confidential", owner.id().value());
              }
            });
  }

  private ApiKey child(ApiKey parent, String name) {
    ApiKey key = key(parent.owner(), name, NOW);
    return added(
        new ApiKey(
            key.id(),
            key.owner(),
            key.name(),
            key.scopes(),
            key.createdAt(),
            parent.id(),
            key.createdBy(),
            key.secret(),
            key.expiresAt(),
            key.rateLimit(),
            key.claimBy(),
            key.replacement(),
            key.member()));
  }

  private List<ApiKey> children(ApiKey key, int most) {
    return store().<List<KeySummary>>read(reader -> reader.children(key.id(), most)).stream()
        .map(KeySummary::key)
        .toList();
  }

  @Test
  void findsWhatAKeyCreated() {
    ApiKey root = added(key(owner.id(), "Root", NOW));
    ApiKey other = added(key(owner.id(), "Other root", NOW));
    List<ApiKey> roots =
        Stream.of(child(root, "One"), child(root, "Two"), child(root, "Three"))
            .sorted(Comparator.comparing(ApiKey::id))
            .toList();
    ApiKey deep = child(roots.getFirst(), "Deep");
    assertThat(children(root, 4)).isEqualTo(roots);
    assertThat(children(root, 2)).isEqualTo(roots.subList(0, 2));
    assertThat(children(roots.getFirst(), 4)).containsExactly(deep);
    assertThat(children(other, 4)).isEmpty();
    write(writer -> writer.deleteKey(roots.getFirst().id(), NOW));
    assertThat(children(root, 4)).isEqualTo(roots.subList(1, 3));
    assertThat(children(roots.getFirst(), 4)).containsExactly(deep);
  }

  @Test
  void removesWhatLapsedAndOnlyThat() {
    added(key(owner.id(), "Lapsed", NOW.minusSeconds(3600)));
    added(key(other.id(), "Lapsed too", NOW.minusSeconds(9000)));
    added(key(owner.id(), "Nearly", NOW.minusSeconds(3600).plusMillis(1)));
    added(claimed(key(owner.id(), "Claimed", NOW.minusSeconds(9999))));
    assertThat(store().<Integer>write(writer -> writer.removeLapsed(NOW))).isEqualTo(2);
    assertThat(store().<Integer>write(writer -> writer.removeLapsed(NOW))).isZero();
    assertThat(
            store()
                .<Boolean>read(
                    reader -> reader.keyNamed(owner.id(), new KeyName("Lapsed")).isPresent()))
        .isFalse();
    assertThat(list("", null, 9).keys()).hasSize(2);
  }

  @Test
  void keepsPepperChecks() {
    assertThat(store().<List<PepperCheck>>read(reader -> reader.pepperChecks())).isEmpty();
    PepperCheck second = new PepperCheck(2, "beef");
    PepperCheck first = new PepperCheck(1, "cafe");
    write(writer -> writer.addPepper(second, NOW));
    write(writer -> writer.addPepper(first, NOW));
    assertThat(store().<List<PepperCheck>>read(reader -> reader.pepperChecks()))
        .containsExactly(first, second);
    assertThatThrownBy(() -> write(writer -> writer.addPepper(new PepperCheck(1, "x"), NOW)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void momentsBeforeTheEpochAndFarAheadAreKept() {
    ApiKey key =
        added(
            key(owner.id(), "Old", Instant.parse("1969-07-20T20:17:40.5Z"))
                .withExpiry(Instant.parse("9999-12-31T23:59:59.999Z")));
    assertThat(find(key.id())).isEqualTo(new KeySummary(key, null, null));
  }
}
