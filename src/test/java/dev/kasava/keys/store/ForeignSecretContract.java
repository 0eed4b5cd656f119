package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key store has to do with secrets that were made elsewhere. */
public abstract class ForeignSecretContract extends StoreContract {
  private final ApiKey key =
      key(owner.id(), "Imported", NOW).withSecret(ApiKey.SecretInfo.foreign(NOW.minusSeconds(9)));
  private final KeyDigest digest = digest();

  @BeforeEach
  final void addKey() {
    write(writer -> writer.addKey(key));
  }

  private boolean hasForeign() {
    return store().read(reader -> reader.hasForeign());
  }

  private List<KeptSecret> kept() {
    return store().read(reader -> reader.keptSecrets(key.id(), NOW));
  }

  @Test
  void isToldFromOthersAndFoundLikeThem() {
    write(writer -> writer.addSecret(key.id(), digest(), NOW));
    assertThat(hasForeign()).isFalse();
    long before = store().changeWord().get();
    write(writer -> writer.addForeign(key.id(), digest, NOW.minusSeconds(9)));
    assertThat(store().changeWord().get()).isNotEqualTo(before);
    assertThat(hasForeign()).isTrue();
    try (Stores another = stores().again()) {
      assertThat(another.keys().<Boolean>read(reader -> reader.hasForeign())).isTrue();
    }
    assertThat(store().read(reader -> reader.secret(digest)).orElseThrow())
        .isInstanceOfSatisfying(
            StoredSecret.Live.class, live -> assertThat(live.grant().keyId()).isEqualTo(key.id()));
    ApiKey read = store().read(reader -> reader.key(key.id())).orElseThrow().key();
    assertThat(read.secret()).isEqualTo(key.secret());
    assertThat(read.status(NOW)).isEqualTo(KeyStatus.ACTIVE);
  }

  @Test
  void staysOneUnderAnotherPepperAndWhenItEnds() {
    write(writer -> writer.addForeign(key.id(), digest, NOW));
    KeyDigest renewed = digest().under(2);
    write(writer -> writer.addPepper(new PepperCheck(2, "two"), NOW));
    write(writer -> writer.renewDigest(digest, renewed));
    assertThat(kept()).containsExactly(new KeptSecret(renewed, true, NOW, null));
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(store().read(reader -> reader.secret(renewed)).orElseThrow())
        .isEqualTo(new StoredSecret.Dead(key.id(), Ended.DELETED, NOW));
    assertThat(hasForeign()).as("its holder is to be told").isTrue();
    write(writer -> writer.removeEnded(NOW.plusSeconds(1), 10));
    assertThat(hasForeign()).isFalse();
  }

  @Test
  void theNewestOfTwoThatWorkComesFirst() {
    assertThat(kept()).isEmpty();
    KeyDigest next = digest();
    write(
        writer -> {
          writer.addForeign(key.id(), digest, NOW);
          writer.limitSecrets(key.id(), NOW.plusSeconds(60), NOW);
          writer.addSecret(key.id(), next, NOW);
        });
    assertThat(kept())
        .containsExactly(
            new KeptSecret(next, false, NOW, null),
            new KeptSecret(digest, true, NOW, NOW.plusSeconds(60)));
    assertThat(
            store()
                .<List<KeptSecret>>read(
                    reader -> reader.keptSecrets(key.id(), NOW.plusSeconds(60))))
        .containsExactly(new KeptSecret(next, false, NOW, null));
    write(writer -> writer.endSecrets(key.id(), NOW));
    assertThat(kept()).isEmpty();
  }

  @Test
  void aSuccessorThatWasNotUsedComesFirst() {
    ApiKey other = claimed(key(owner.id(), "Other", NOW));
    KeyDigest elder = digest();
    KeyDigest successor = digest();
    write(
        writer -> {
          writer.addKey(other);
          writer.addForeign(other.id(), elder, NOW);
          writer.addSuccessor(other.id(), successor, NOW.minus(Duration.ofDays(1)));
        });
    assertThat(store().<List<KeptSecret>>read(reader -> reader.keptSecrets(other.id(), NOW)))
        .extracting(KeptSecret::digest)
        .containsExactly(successor, elder);
  }
}
