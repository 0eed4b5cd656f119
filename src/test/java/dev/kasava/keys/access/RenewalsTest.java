package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.store.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests wait for their renewal, some are written at a time, and none is lost to a bad moment. */
final class RenewalsTest {
  private final Random random = new Random(1);
  private final TestInstallation test;
  private final WatchedStore store;
  private final Renewals renewals;

  RenewalsTest(@TempDir Path folder) {
    test = TestInstallation.in(folder);
    store = new WatchedStore(test.get().keys());
    renewals = new Renewals(store);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private KeyDigest digest(int version) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return KeyDigest.of(version, bytes);
  }

  private void note(int times) {
    for (int i = 0; i < times; i++) {
      renewals.note(digest(1), digest(2));
    }
  }

  private int turnsUntilNothingWaits() {
    int before = store.writes();
    int turns = 0;
    do {
      renewals.flush();
      turns++;
    } while (store.writes() == before + turns);
    return turns - 1;
  }

  @Test
  void nothingIsWrittenWhereNothingWaits() {
    renewals.flush();
    assertThat(store.writes()).isZero();
  }

  @Test
  void theSecretIsFoundUnderItsNewDigestAlone() {
    byte[] other = new byte[Pepper.BYTES];
    PepperGuard.activate(store, new Pepper(2, other), InstantSource.system());
    KeyDigest old = test.get().peppers().current().digest(test.firstKey().secret());
    KeyDigest renewed = digest(2);
    renewals.note(old, renewed);
    renewals.flush();
    assertThat(store.<Boolean>read(reader -> reader.secret(renewed).isPresent())).isTrue();
    assertThat(store.<Boolean>read(reader -> reader.secret(old).isPresent())).isFalse();
  }

  @Test
  void theyAreWrittenSomeAtATime() {
    note(200);
    assertThat(turnsUntilNothingWaits()).isEqualTo(1);
    note(201);
    assertThat(turnsUntilNothingWaits()).isEqualTo(2);
  }

  @Test
  void whatCannotBeWrittenGoesOnWaiting() {
    note(1);
    store.balk(true);
    assertThatThrownBy(renewals::flush).isInstanceOf(StoreException.class);
    store.balk(false);
    assertThat(turnsUntilNothingWaits()).isEqualTo(1);
  }

  @Test
  void noMoreWaitThanThereIsRoomFor() {
    note(10_000 + 201);
    assertThat(turnsUntilNothingWaits()).isEqualTo(50);
  }
}
