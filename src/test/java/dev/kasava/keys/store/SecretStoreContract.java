package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.SecretOverlap;
import dev.kasava.keys.store.StoredSecret.Dead;
import dev.kasava.keys.store.StoredSecret.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key store has to do with the digests of secrets and with the log of changes. */
public abstract class SecretStoreContract extends StoreContract {
  private final ApiKey key = claimed(key(owner.id(), "CI", NOW));

  @BeforeEach
  final void addKey() {
    write(writer -> writer.addKey(key));
  }

  private KeyDigest addSecret(KeyId id, Instant at) {
    KeyDigest digest = digest();
    write(writer -> writer.addSecret(id, digest, at));
    return digest;
  }

  private @Nullable StoredSecret secret(KeyDigest digest) {
    return store().<Optional<StoredSecret>>read(reader -> reader.secret(digest)).orElse(null);
  }

  private static Grant grant(ApiKey key) {
    return new Grant(
        key.id(), key.owner(), key.name(), key.scopes(), key.expiresAt(), key.rateLimit(), null);
  }

  private Grant beside(boolean isOld, Instant until) {
    return new Grant(
        key.id(),
        key.owner(),
        key.name(),
        key.scopes(),
        key.expiresAt(),
        key.rateLimit(),
        new SecretOverlap(isOld, until));
  }

  private Dead dead(Ended reason, Instant at) {
    return new Dead(key.id(), reason, at);
  }

  @Test
  void handsOutWhatIsLiveInTheOrderOfDigests() {
    List<KeyDigest> live = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ApiKey one = claimed(key(owner.id(), "Key " + i, NOW));
      write(writer -> writer.addKey(one));
      KeyDigest digest = addSecret(one.id(), NOW);
      if (i == 5) {
        write(writer -> writer.deleteKey(one.id(), NOW));
      } else {
        live.add(digest);
      }
    }
    live.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
    List<KeyDigest> found = new ArrayList<>();
    KeyDigest after = null;
    for (int round = 0; round < 4; round++) {
      KeyDigest from = after;
      List<KeyReader.Found> slice = store().read(reader -> reader.secretsAfter(from, 2));
      assertThat(slice).hasSize(round < 3 ? 2 : 0);
      for (KeyReader.Found one : slice) {
        assertThat(secret(one.digest())).isEqualTo(one.secret());
        found.add(one.digest());
        after = one.digest();
      }
    }
    assertThat(found).isEqualTo(live);
  }

  @Test
  void tellsAllDigestsLiveAndDead() {
    KeyDigest first = addSecret(key.id(), NOW);
    ApiKey other = claimed(key(owner.id(), "Other", NOW));
    write(writer -> writer.addKey(other));
    KeyDigest gone = addSecret(other.id(), NOW);
    write(writer -> writer.deleteKey(other.id(), NOW));
    write(writer -> writer.endSecrets(key.id(), NOW));
    KeyDigest second = addSecret(key.id(), NOW);
    List<KeyDigest> all = new ArrayList<>();
    long count =
        store()
            .<Long>read(
                reader -> {
                  reader.digests(all::add);
                  return reader.secrets();
                });
    assertThat(all).containsExactlyInAnyOrder(first, gone, second);
    assertThat(count).isEqualTo(3);
    assertThat(store().<List<KeyDigest>>read(reader -> reader.digests(key.id())))
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void aDigestStandsForTheGrantOfItsKey() {
    KeyDigest digest = addSecret(key.id(), NOW);
    assertThat(secret(digest)).isEqualTo(new Live(grant(key), null, false));
    ApiKey changed =
        key.withName(new KeyName("New"))
            .withExpiry(NOW.plusSeconds(9))
            .withRateLimit(new RateLimit(1, Duration.ofSeconds(1)));
    write(writer -> writer.updateKey(changed));
    assertThat(secret(digest)).isEqualTo(new Live(grant(changed), null, false));
  }

  @Test
  void secretsThatWereNotEndedAreListedTheEldestFirst() {
    assertThat(store().<List<SecretLife>>read(reader -> reader.lives(key.id()))).isEmpty();
    addSecret(key.id(), NOW);
    write(writer -> writer.limitSecrets(key.id(), NOW.plusSeconds(60), NOW));
    addSecret(key.id(), NOW.plusSeconds(1));
    assertThat(store().<List<SecretLife>>read(reader -> reader.lives(key.id())))
        .containsExactly(
            new SecretLife(NOW, NOW.plusSeconds(60)), new SecretLife(NOW.plusSeconds(1), null));
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(2)));
    assertThat(store().<List<SecretLife>>read(reader -> reader.lives(key.id()))).isEmpty();
  }

  @Test
  void aLeakedSecretEndsAloneAndOnce() {
    KeyDigest leaked = addSecret(key.id(), NOW);
    KeyDigest other = addSecret(key.id(), NOW);
    Instant later = NOW.plusSeconds(5);
    assertThat(store().<Optional<KeyId>>write(writer -> writer.endLeaked(leaked, later)))
        .contains(key.id());
    assertThat(secret(leaked)).isEqualTo(dead(Ended.LEAKED, later));
    assertThat(secret(other)).isEqualTo(new Live(grant(key), null, false));
    assertThat(store().<Boolean>write(writer -> writer.hasLiveSecret(key.id(), later))).isTrue();
    assertThat(store().<Optional<KeyId>>write(writer -> writer.endLeaked(leaked, later))).isEmpty();
    write(writer -> writer.limitSecrets(key.id(), later, NOW));
    assertThat(store().<Boolean>write(writer -> writer.hasLiveSecret(key.id(), later))).isFalse();
    assertThat(store().<Optional<KeyId>>write(writer -> writer.endLeaked(other, later))).isEmpty();
    assertThat(store().<Optional<KeyId>>write(writer -> writer.endLeaked(digest(), later)))
        .isEmpty();
  }

  @Test
  void otherDigestsStandForNothing() {
    KeyDigest digest = addSecret(key.id(), NOW);
    assertThat(secret(digest())).isNull();
    assertThat(secret(KeyDigest.of(2, digest.bytes()))).isNull();
    byte[] bytes = digest.bytes();
    bytes[31] ^= 1;
    assertThat(secret(KeyDigest.of(1, bytes))).isNull();
  }

  @Test
  void noSecretIsAddedToAKeyThatIsGone() {
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(secret(addSecret(key.id(), NOW))).isNull();
  }

  @Test
  void aDigestIsUnique() {
    KeyDigest digest = addSecret(key.id(), NOW);
    assertThatThrownBy(() -> write(writer -> writer.addSecret(key.id(), digest, NOW)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void endingEndsEverySecretOnce() {
    KeyDigest first = addSecret(key.id(), NOW);
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(1)));
    KeyDigest second = addSecret(key.id(), NOW.plusSeconds(1));
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(2)));
    assertThat(secret(first)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(1)));
    assertThat(secret(second)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(2)));
  }

  @Test
  void anOverlapKeepsTheNewestForATimeAndEndsTheElder() {
    KeyDigest first = addSecret(key.id(), NOW);
    Instant firstEnd = NOW.plusSeconds(100);
    write(writer -> writer.limitSecrets(key.id(), firstEnd, NOW));
    KeyDigest second = addSecret(key.id(), NOW);
    assertThat(secret(first)).isEqualTo(new Live(beside(true, firstEnd), firstEnd, false));
    assertThat(secret(second)).isEqualTo(new Live(beside(false, firstEnd), null, false));

    Instant secondEnd = NOW.plusSeconds(50);
    write(writer -> writer.limitSecrets(key.id(), secondEnd, NOW.plusSeconds(10)));
    KeyDigest third = addSecret(key.id(), NOW.plusSeconds(10));
    assertThat(secret(first)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(10)));
    assertThat(secret(second)).isEqualTo(new Live(beside(true, secondEnd), secondEnd, false));
    assertThat(secret(third)).isEqualTo(new Live(beside(false, secondEnd), null, false));

    // The second's overlap was over by itself when the next regeneration came.
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(60)));
    assertThat(secret(second)).isEqualTo(dead(Ended.REGENERATED, secondEnd));
    assertThat(secret(third)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(60)));
  }

  private KeyDigest addSuccessor(Instant at) {
    KeyDigest digest = digest();
    write(writer -> writer.addSuccessor(key.id(), digest, at));
    return digest;
  }

  private boolean noteFirstUse(KeyDigest digest, Instant now) {
    return store().<Boolean>write(writer -> writer.noteFirstUse(digest, now));
  }

  private boolean keepUsedSecret(Instant now) {
    return store().<Boolean>write(writer -> writer.keepUsedSecret(key.id(), now));
  }

  @Test
  void theFirstUseOfASuccessorEndsTheSecretBeforeItOnce() {
    KeyDigest old = addSecret(key.id(), NOW);
    KeyDigest successor = addSuccessor(NOW);
    ApiKey sibling = claimed(key(owner.id(), "Sibling", NOW));
    write(writer -> writer.addKey(sibling));
    KeyDigest another = addSecret(sibling.id(), NOW);
    assertThat(secret(successor)).isEqualTo(new Live(grant(key), null, true));
    assertThat(secret(old)).isEqualTo(new Live(grant(key), null, false));

    long word = store().changeWord().get();
    assertThat(noteFirstUse(old, NOW)).isFalse();
    assertThat(noteFirstUse(digest(), NOW)).isFalse();
    assertThat(store().changeWord().get()).isEqualTo(word);
    long before = since(0).latest();
    assertThat(noteFirstUse(successor, NOW.plusSeconds(1))).isTrue();
    assertThat(noteFirstUse(successor, NOW.plusSeconds(2))).isFalse();
    assertThat(since(before).keys()).containsExactly(new Changes.Changed(key.id(), owner.id()));
    assertThat(secret(successor)).isEqualTo(new Live(grant(key), null, false));
    assertThat(secret(old)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(1)));
    assertThat(secret(another)).isEqualTo(new Live(grant(sibling), null, false));
  }

  @Test
  void theSecretThatHoldersSurelyHaveIsKeptAndEveryOtherEnds() {
    assertThat(keepUsedSecret(NOW)).isFalse();
    KeyDigest first = addSecret(key.id(), NOW);
    write(writer -> writer.limitSecrets(key.id(), NOW.plusSeconds(100), NOW));
    KeyDigest used = addSecret(key.id(), NOW);
    assertThat(keepUsedSecret(NOW.plusSeconds(1))).isTrue();
    assertThat(secret(first)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(1)));
    for (int i = 2; i < 5; i++) {
      KeyDigest unused = addSuccessor(NOW);
      Instant now = NOW.plusSeconds(i);
      assertThat(keepUsedSecret(now)).isTrue();
      assertThat(secret(unused)).isEqualTo(dead(Ended.REGENERATED, now));
      assertThat(noteFirstUse(unused, now)).isFalse();
      assertThat(secret(used)).isEqualTo(new Live(grant(key), null, false));
    }
  }

  @Test
  void anOverlapTakesAnUnusedSuccessorForTheNewest() {
    KeyDigest old = addSecret(key.id(), NOW);
    KeyDigest successor = addSuccessor(NOW);
    Instant end = NOW.plusSeconds(100);
    write(writer -> writer.limitSecrets(key.id(), end, NOW.plusSeconds(1)));
    KeyDigest newest = addSecret(key.id(), NOW.plusSeconds(1));
    assertThat(secret(old)).isEqualTo(dead(Ended.REGENERATED, NOW.plusSeconds(1)));
    assertThat(secret(successor)).isEqualTo(new Live(beside(true, end), end, false));
    assertThat(noteFirstUse(successor, NOW.plusSeconds(2))).isFalse();
    assertThat(secret(newest)).isEqualTo(new Live(beside(false, end), null, false));
  }

  @Test
  void deletionLeavesEveryDigestDeadAndSaysWhy() {
    KeyDigest regenerated = addSecret(key.id(), NOW);
    write(writer -> writer.endSecrets(key.id(), NOW));
    KeyDigest overlapping = addSecret(key.id(), NOW);
    write(writer -> writer.limitSecrets(key.id(), NOW.plusSeconds(100), NOW));
    KeyDigest newest = addSecret(key.id(), NOW);
    write(writer -> writer.deleteKey(key.id(), NOW.plusSeconds(5)));
    Dead deleted = dead(Ended.DELETED, NOW.plusSeconds(5));
    assertThat(secret(newest)).isEqualTo(deleted);
    assertThat(secret(overlapping)).isEqualTo(deleted);
    // "Use the new secret" would be no help to its holder any more.
    assertThat(secret(regenerated)).isEqualTo(deleted);
  }

  @Test
  void deletionSparesChildrenAndOtherKeys() {
    ApiKey sibling = claimed(key(owner.id(), "Sibling", NOW));
    write(writer -> writer.addKey(sibling));
    KeyDigest digest = addSecret(sibling.id(), NOW);
    write(writer -> writer.deleteKey(key.id(), NOW));
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(secret(digest)).isEqualTo(new Live(grant(sibling), null, false));
  }

  private Changes since(long sequence) {
    return store().read(reader -> reader.changesSince(sequence));
  }

  @Test
  void tellsWhichKeysChanged() {
    long start = since(0).latest();
    assertThat(since(start)).isEqualTo(new Changes(java.util.List.of(), start, true));
    KeyDigest digest = addSecret(key.id(), NOW);
    assertThat(since(start).keys()).containsExactly(new Changes.Changed(key.id(), owner.id()));
    long afterSecret = since(start).latest();
    assertThat(afterSecret).isGreaterThan(start);

    ApiKey another = key(owner.id(), "Another", NOW);
    write(writer -> writer.addKey(another));
    for (java.util.function.Consumer<KeyWriter> change :
        java.util.List.<java.util.function.Consumer<KeyWriter>>of(
            writer -> writer.updateKey(key.withExpiry(NOW)),
            writer -> writer.endSecrets(key.id(), NOW),
            writer -> writer.limitSecrets(key.id(), NOW, NOW),
            writer -> writer.keepUsedSecret(key.id(), NOW),
            writer -> writer.addSuccessor(key.id(), digest(), NOW),
            writer -> writer.deleteKey(key.id(), NOW))) {
      long before = since(0).latest();
      long word = store().changeWord().get();
      write(change);
      assertThat(since(before).keys()).containsExactly(new Changes.Changed(key.id(), owner.id()));
      assertThat(since(before).complete()).isTrue();
      assertThat(store().changeWord().get()).isNotEqualTo(word);
      assertThat(ChangeWord.isUnsettled(store().changeWord().get())).isFalse();
    }
    assertThat(secret(digest)).isInstanceOf(Dead.class);
  }

  private Changes after(@Nullable Long sequence, int limit) {
    return store().read(reader -> reader.changesAfter(sequence, null, limit));
  }

  @Test
  void tellsOfChangesAPieceAtATime() {
    ApiKey another = key(owner.id(), "Another", NOW);
    write(writer -> writer.addKey(another));
    addSecret(another.id(), NOW);
    addSecret(key.id(), NOW);
    Changes.Changed one = new Changes.Changed(key.id(), owner.id());
    Changes.Changed other = new Changes.Changed(another.id(), owner.id());
    long latest = since(0).latest();

    Changes all = after(null, 1_000);
    assertThat(all.keys()).contains(one, other).doesNotHaveDuplicates();
    assertThat(all.latest()).isEqualTo(latest);
    Changes first = after(latest - 3, 2);
    assertThat(first).isEqualTo(new Changes(List.of(other), latest - 1, true));
    assertThat(after(first.latest(), 2)).isEqualTo(new Changes(List.of(one), latest, true));
    assertThat(after(latest, 2)).isEqualTo(new Changes(List.of(), latest, true));
    assertThat(after(latest + 1, 2).complete()).isFalse();
    assertThat(after(-1L, 2).complete()).isFalse();
  }

  @Test
  void tellsOfARolledBackChangeNothing() {
    long before = since(0).latest();
    assertThatThrownBy(
            () ->
                write(
                    writer -> {
                      writer.updateKey(key.withExpiry(NOW));
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(since(before)).isEqualTo(new Changes(java.util.List.of(), before, true));
  }

  @Test
  void admitsThatTheLogOfChangesWasCut() {
    for (int i = 0; i < 5; i++) {
      write(writer -> writer.updateKey(key.withExpiry(NOW)));
    }
    long latest = since(0).latest();
    stores().cutChanges(latest - 2);
    assertThat(since(latest - 3).complete()).isFalse();
    assertThat(since(latest - 3).latest()).isEqualTo(latest);
    assertThat(since(0).complete()).isFalse();
    assertThat(since(latest - 2).complete()).isTrue();
    assertThat(since(latest - 2).keys()).containsExactly(new Changes.Changed(key.id(), owner.id()));
    stores().cutChanges(latest);
    assertThat(since(latest - 1).complete()).isFalse();
  }

  /** As when an older copy of the database was put in the place of this one. */
  @Test
  void knowsNothingOfAFutureThatItHasNotSeen() {
    long latest = since(0).latest();
    assertThat(since(latest + 1).complete()).isFalse();
    assertThat(since(latest + 1).latest()).isEqualTo(latest);
  }

  @Test
  void aChangeWordStaysWhereNoKeyChanged() {
    long word = store().changeWord().get();
    write(writer -> writer.addOwner(owner("Third")));
    stores().usage().add(StoreSamples.batch());
    stores().sessions().removeExpired(NOW);
    assertThat(store().<Boolean>read(reader -> reader.key(KeyId.random(new Random())).isPresent()))
        .isFalse();
    assertThat(store().changeWord().get()).isEqualTo(word);
  }

  private List<LiveSecret> live(Instant now) {
    return store().read(reader -> reader.liveSecrets(key.id(), now));
  }

  @Test
  void notesWhichOfTwoSecretsWasUsed() {
    addSecret(key.id(), NOW);
    Instant until = NOW.plusSeconds(60);
    write(writer -> writer.limitSecrets(key.id(), until, NOW.plusSeconds(1)));
    addSecret(key.id(), NOW.plusSeconds(1));
    long word = store().changeWord().get();
    stores()
        .usage()
        .secretsUsed(
            List.of(
                new UsageStore.SecretUse(key.id(), true, NOW.plusSeconds(9)),
                new UsageStore.SecretUse(key.id(), true, NOW.plusSeconds(3)),
                // Of the secret before, counted when there was this one already.
                new UsageStore.SecretUse(key.id(), false, NOW),
                new UsageStore.SecretUse(KeyId.random(new Random(7)), false, NOW.plusSeconds(9))));
    LiveSecret elder = new LiveSecret(NOW, until, false, NOW.plusSeconds(9));
    assertThat(live(NOW.plusSeconds(10)))
        .containsExactly(new LiveSecret(NOW.plusSeconds(1), null, false, null), elder);
    stores()
        .usage()
        .secretsUsed(List.of(new UsageStore.SecretUse(key.id(), false, NOW.plusSeconds(11))));
    assertThat(live(NOW.plusSeconds(12)))
        .containsExactly(
            new LiveSecret(NOW.plusSeconds(1), null, false, NOW.plusSeconds(11)), elder);
    assertThat(store().changeWord().get()).isEqualTo(word);
  }

  @Test
  void tellsWhichSecretsStillWork() {
    assertThat(live(NOW)).isEmpty();
    addSecret(key.id(), NOW);
    write(
        writer -> {
          writer.limitSecrets(key.id(), NOW.plusSeconds(60), NOW.plusSeconds(1));
          writer.addSecret(key.id(), digest(), NOW.plusSeconds(1));
        });
    LiveSecret elder = new LiveSecret(NOW, NOW.plusSeconds(60), false, null);
    LiveSecret newer = new LiveSecret(NOW.plusSeconds(1), null, false, null);
    assertThat(live(NOW.plusSeconds(59))).containsExactly(newer, elder);
    assertThat(live(NOW.plusSeconds(60))).containsExactly(newer);
    write(writer -> writer.endSecrets(key.id(), NOW.plusSeconds(2)));
    assertThat(live(NOW.plusSeconds(3))).isEmpty();
    write(writer -> writer.addSuccessor(key.id(), digest(), NOW.plusSeconds(4)));
    assertThat(live(NOW.plusSeconds(5)))
        .containsExactly(new LiveSecret(NOW.plusSeconds(4), null, true, null));
  }
}
