package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key store has to do with digests of several peppers. */
public abstract class PepperStoreContract extends StoreContract {
  private final ApiKey key = claimed(key(owner.id(), "CI", NOW));
  private final KeyDigest old = digest();
  private final KeyDigest renewed = KeyDigest.of(2, digest().bytes());
  private Instant later = NOW;

  @BeforeEach
  final void addSecret() {
    write(
        writer -> {
          writer.addPepper(new PepperCheck(1, "one"), NOW);
          writer.addPepper(new PepperCheck(2, "two"), NOW);
          writer.addKey(key);
          writer.addSecret(key.id(), old, NOW);
        });
  }

  private boolean isKnown(KeyDigest digest) {
    return store().<Boolean>read(reader -> reader.secret(digest).isPresent());
  }

  private long under(int version) {
    return store().<Long>read(reader -> reader.secretsUnder(version, later));
  }

  private long removePepper(int version) {
    return store().<Long>write(writer -> writer.removePepper(version, later));
  }

  @Test
  void aSecretMovesToAnotherDigestOnceAndOthersAreTold() {
    long before = store().<Changes>read(reader -> reader.changesSince(0)).latest();
    long word = store().changeWord().get();
    write(writer -> writer.renewDigest(old, renewed));
    assertThat(isKnown(old)).isFalse();
    assertThat(isKnown(renewed)).isTrue();
    assertThat(List.of(under(1), under(2))).containsExactly(0L, 1L);
    assertThat(store().changeWord().get()).isNotEqualTo(word);
    assertThat(store().<Changes>read(reader -> reader.changesSince(before)).keys())
        .containsExactly(new Changes.Changed(key.id(), owner.id()));
    long later = store().changeWord().get();
    write(writer -> writer.renewDigest(old, renewed));
    write(writer -> writer.renewDigest(digest(), KeyDigest.of(2, digest().bytes())));
    assertThat(store().changeWord().get()).isEqualTo(later);
    assertThat(List.of(under(1), under(2))).containsExactly(0L, 1L);
  }

  /** It would go with the pepper, or with the next one that is removed. */
  @Test
  void aSecretDoesNotMoveToAPepperThatIsNotThere() {
    KeyDigest lost = KeyDigest.of(3, digest().bytes());
    write(writer -> writer.renewDigest(old, lost));
    assertThat(isKnown(old)).isTrue();
    assertThat(isKnown(lost)).isFalse();
  }

  @Test
  void whatEndedStaysWhereItIs() {
    write(writer -> writer.endSecrets(key.id(), NOW));
    write(writer -> writer.renewDigest(old, renewed));
    assertThat(isKnown(old)).isTrue();
    assertThat(isKnown(renewed)).isFalse();
    assertThat(under(1)).isZero();
  }

  @Test
  void aPepperGoesOnceNoLiveSecretNeedsIt() {
    assertThat(removePepper(1)).isOne();
    assertThat(store().<List<PepperCheck>>read(reader -> reader.pepperChecks())).hasSize(2);
    assertThat(isKnown(old)).isTrue();
    write(writer -> writer.addSecret(key.id(), renewed, NOW));
    KeyDigest third = KeyDigest.of(2, digest().bytes());
    write(writer -> writer.endSecrets(key.id(), NOW));
    write(writer -> writer.addSecret(key.id(), third, NOW));
    assertThat(removePepper(1)).isZero();
    assertThat(store().<List<PepperCheck>>read(reader -> reader.pepperChecks()))
        .containsExactly(new PepperCheck(2, "two"));
    assertThat(isKnown(old)).isFalse();
    assertThat(isKnown(renewed)).isTrue();
    assertThat(isKnown(third)).isTrue();
  }

  /** Nobody notes the end of an overlap. */
  @Test
  void aSecretNeedsItsPepperUntilItsOverlapIsOver() {
    Instant end = NOW.plusSeconds(60);
    write(
        writer -> {
          writer.limitSecrets(key.id(), end, NOW);
          writer.addSecret(key.id(), renewed, NOW);
        });
    later = end.minusMillis(1);
    assertThat(List.of(under(1), under(2), removePepper(1))).containsExactly(1L, 1L, 1L);
    later = end;
    assertThat(List.of(under(1), under(2), removePepper(1))).containsExactly(0L, 1L, 0L);
    assertThat(isKnown(old)).isFalse();
    assertThat(store().<List<LiveSecret>>read(reader -> reader.liveSecrets(key.id(), end)))
        .hasSize(1);
    assertThat(store().<List<SecretLife>>read(reader -> reader.lives(key.id()))).hasSize(1);
    StoredSecret left = store().read(reader -> reader.secret(renewed)).orElseThrow();
    assertThat(left).isInstanceOf(StoredSecret.Live.class);
  }

  @Test
  void theSecretOfAnExpiredKeyNeedsItsPepperAsTheExpiryCanBeMoved() {
    write(writer -> writer.updateKey(key.withExpiry(NOW.plusSeconds(60))));
    later = NOW.plus(Duration.ofDays(100));
    assertThat(List.of(under(1), removePepper(1))).containsExactly(1L, 1L);
    assertThat(isKnown(old)).isTrue();
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(List.of(under(1), removePepper(1))).containsExactly(0L, 0L);
    assertThat(isKnown(old)).isFalse();
  }
}
