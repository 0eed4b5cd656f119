package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store is used with the peppers that it was written with, or not at all. */
final class PepperGuardTest {
  private final InstantSource clock = InstantSource.system();
  private final TestInstallation test;
  private final WatchedStore store;
  private final Pepper own;

  PepperGuardTest(@TempDir Path folder) {
    test = TestInstallation.in(folder);
    store = new WatchedStore(test.get().keys());
    own = test.get().peppers().current();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static Pepper pepper(int version, int filling) {
    byte[] bytes = new byte[Pepper.BYTES];
    Arrays.fill(bytes, (byte) filling);
    return new Pepper(version, bytes);
  }

  private static List<Integer> versions(Peppers peppers) {
    return peppers.all().stream().map(Pepper::version).toList();
  }

  private void check(Pepper... peppers) {
    PepperGuard.check(store, new Peppers(List.of(peppers)), clock);
  }

  private List<Integer> noted() {
    List<Integer> versions = new ArrayList<>();
    store.read(
        reader ->
            versions.addAll(reader.pepperChecks().stream().map(one -> one.version()).toList()));
    return versions;
  }

  /** Removes the one that is known, which can be once no secret needs it. */
  private void forget() {
    done(test.get().verbs().delete().delete(test.firstCaller(), test.firstKey().key().key().id()));
    assertThat(store.<Long>write(writer -> writer.removePepper(1, clock.instant()))).isZero();
  }

  @Test
  void aNewStoreNotesThemAllAndUsesTheNewest() {
    assertThat(PepperGuard.hasPepper(store)).isTrue();
    forget();
    assertThat(PepperGuard.hasPepper(store)).isFalse();
    Peppers peppers = new Peppers(List.of(own, pepper(2, 7)));
    PepperGuard.check(store, peppers, clock);
    assertThat(noted()).containsExactlyInAnyOrder(1, 2);
    assertThat(versions(peppers)).containsExactly(2, 1);
    assertThat(PepperGuard.hasPepper(store)).isTrue();
  }

  /** A store that another process, with the right pepper, uses first after it was looked at. */
  private KeyStore usedFirstByAnother() {
    return new KeyStore() {
      @Override
      public <T> T read(Function<? super KeyReader, ? extends T> work) {
        T seen = store.read(work);
        check(own);
        return seen;
      }

      @Override
      public <T> T write(Function<? super KeyWriter, ? extends T> work) {
        return store.write(work);
      }

      @Override
      public ChangeWord changeWord() {
        return store.changeWord();
      }
    };
  }

  @Test
  void ofTwoThatUseANewOneAtOnceTheFirstCounts() {
    forget();
    Peppers others = new Peppers(List.of(pepper(1, 7)));
    assertThatThrownBy(() -> PepperGuard.check(usedFirstByAnother(), others, clock))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("(version 1 differs)");
    check(own);
  }

  @Test
  void theOneThatItWasWrittenWithIsTaken() {
    check(own);
    assertThat(store.writes()).isZero();
  }

  @Test
  void anotherIsRefused() {
    assertThatThrownBy(() -> check(pepper(1, 7)))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("(version 1 differs)");
    assertThatThrownBy(() -> check(pepper(2, 7)))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("(version 1 is missing)");
  }

  @Test
  void aNewerOneWaitsUntilItIsToBeUsed() {
    Peppers peppers = new Peppers(List.of(own, pepper(2, 7)));
    PepperGuard.check(store, peppers, clock);
    assertThat(versions(peppers)).containsExactly(1, 2);
    PepperGuard.activate(store, pepper(2, 7), clock);
    PepperGuard.activate(store, pepper(2, 7), clock);
    assertThat(noted()).containsExactlyInAnyOrder(1, 2);
    PepperGuard.check(store, peppers, clock);
    assertThat(versions(peppers)).containsExactly(2, 1);
  }

  @Test
  void whatIsReadAnewIsFollowedAndWhetherItChangedIsSaid() {
    Peppers peppers = new Peppers(List.of(own));
    List<Pepper> both = List.of(own, pepper(2, 7));
    assertThat(PepperGuard.follow(store, peppers, List.of(own))).isFalse();
    assertThat(PepperGuard.follow(store, peppers, both)).isTrue();
    assertThat(versions(peppers)).containsExactly(1, 2);
    assertThat(PepperGuard.follow(store, peppers, both)).isFalse();
    PepperGuard.activate(store, pepper(2, 7), clock);
    assertThat(PepperGuard.follow(store, peppers, both)).isTrue();
    assertThat(versions(peppers)).containsExactly(2, 1);
  }

  @Test
  void nothingIsFollowedThatDoesNotFit() {
    Peppers peppers = new Peppers(List.of(own));
    assertThatThrownBy(() -> PepperGuard.follow(store, peppers, List.of(pepper(2, 7))))
        .isInstanceOf(PepperException.class);
    assertThat(versions(peppers)).containsExactly(1);
  }
}
