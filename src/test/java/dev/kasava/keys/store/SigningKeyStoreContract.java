package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.store.SigningKeyStore.Box;
import dev.kasava.keys.store.SigningKeyStore.Sealed;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of sealed signing keys has to do. */
public abstract class SigningKeyStoreContract {
  private Stores stores;

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  private static Sealed key(int generation, String id) {
    return new Sealed(
        generation,
        id,
        new Box(new byte[] {1, 2, 3}),
        2,
        NOW.plus(Duration.ofDays(generation)),
        NOW.plus(Duration.ofDays(generation + 1)));
  }

  @Test
  void givesBackWhatWasAddedTheEldestFirst() {
    assertThat(stores.signingKeys().all()).isEmpty();
    assertThat(stores.signingKeys().add(key(2, "two"))).isTrue();
    assertThat(stores.signingKeys().add(key(1, "one"))).isTrue();
    try (Stores others = stores.again()) {
      assertThat(others.signingKeys().all())
          .usingRecursiveComparison()
          .isEqualTo(java.util.List.of(key(1, "one"), key(2, "two")));
    }
  }

  @Test
  void ofTwoOfOneGenerationTheFirstStays() {
    assertThat(stores.signingKeys().add(key(1, "first"))).isTrue();
    try (Stores others = stores.again()) {
      assertThat(others.signingKeys().add(key(1, "second"))).isFalse();
    }
    assertThat(stores.signingKeys().all()).extracting(Sealed::keyId).containsExactly("first");
  }

  @Test
  void removesThoseWhoseTimeEnded() {
    stores.signingKeys().add(key(1, "one"));
    stores.signingKeys().add(key(2, "two"));
    stores.signingKeys().removeEndedBy(NOW.plus(Duration.ofDays(2)).minusMillis(1));
    assertThat(stores.signingKeys().all()).hasSize(2);
    stores.signingKeys().removeEndedBy(NOW.plus(Duration.ofDays(2)));
    assertThat(stores.signingKeys().all()).extracting(Sealed::keyId).containsExactly("two");
  }

  @Test
  void aBoxIsNotPrinted() {
    assertThat(key(1, "one").toString()).contains("Box[redacted]");
  }
}
