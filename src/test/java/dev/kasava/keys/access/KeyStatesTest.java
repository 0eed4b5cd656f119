package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.SecretLife;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of keys, and of how long tokens of theirs are good. */
final class KeyStatesTest {
  private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");

  private final TestInstallation test;
  private final ApiKey key;
  private final WatchedStore store;
  private final KeyStates states;

  KeyStatesTest(@TempDir Path folder) {
    test = TestInstallation.in(folder, new SetClock(NOW));
    key = test.create("CI", NOW.plusSeconds(60), "keys:read").key().key();
    store = new WatchedStore(test.get().keys());
    states = new KeyStates(store);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static boolean mayHaveIssued(Instant createdAt, @Nullable Instant until, Instant at) {
    return new KeyStates.State(null, List.of(new SecretLife(createdAt, until)))
        .mayHaveIssued(at, NOW);
  }

  @Test
  void aKeyIsAskedForOnce() {
    assertThat(states.remembered(key.id())).isNull();
    KeyStates.State found = states.find(key.id());
    assertThat(found.grant()).isNotNull();
    assertThat(found.grant().owner()).isEqualTo(key.owner());
    assertThat(found.grant().expiresAt()).isEqualTo(key.expiresAt());
    assertThat(found.secrets()).hasSize(1);
    assertThat(states.remembered(key.id())).isSameAs(found);
    assertThat(states.find(key.id())).isSameAs(found);
    assertThat(store.reads()).isEqualTo(1);
  }

  @Test
  void anyChangeHasItAskedForAgain() {
    states.find(key.id());
    test.create("Other", null, "keys:read");
    assertThat(states.remembered(key.id())).isNull();
    states.find(key.id());
    assertThat(states.remembered(key.id())).isNotNull();
    done(test.get().verbs().delete().delete(test.firstCaller(), key.id()));
    assertThat(states.find(key.id()).grant()).isNull();
    assertThat(states.find(key.id()).secrets()).isEmpty();
  }

  @Test
  void aKeyThatNeverWasIsRememberedToo() {
    KeyId nobody = KeyId.random(new Random(1));
    assertThat(states.find(nobody).grant()).isNull();
    assertThat(states.remembered(nobody)).isNotNull();
  }

  @Test
  void nothingIsRememberedAmidACommit() {
    store.pretend(7);
    assertThat(states.find(key.id()).grant()).isNotNull();
    assertThat(states.remembered(key.id())).isNull();
    store.pretend(8);
    states.find(key.id());
    assertThat(states.remembered(key.id())).isNotNull();
  }

  @Test
  void moreThanThereIsRoomForTakeThePlaceOfTheRest() {
    KeyStates few = new KeyStates(store, 2);
    KeyId second = KeyId.random(new Random(2));
    KeyId third = KeyId.random(new Random(3));
    few.find(key.id());
    few.find(second);
    assertThat(few.remembered(key.id())).isNotNull();
    assertThat(few.remembered(second)).isNotNull();
    few.find(third);
    assertThat(few.remembered(key.id())).isNull();
    assertThat(few.remembered(second)).isNull();
    assertThat(few.remembered(third)).isNotNull();
  }

  @Test
  void aTokenIsAtLeastAsYoungAsASecretThatCanMakeIt() {
    Instant made = NOW.minusSeconds(9).plusMillis(999);
    assertThat(mayHaveIssued(made, null, NOW.minusSeconds(9))).isTrue();
    assertThat(mayHaveIssued(made, null, NOW.minusSeconds(8))).isTrue();
    assertThat(mayHaveIssued(made, null, NOW.minusSeconds(10))).isFalse();
  }

  @Test
  void aSecretWhoseTimeIsOverVouchesForNone() {
    Instant made = NOW.minusSeconds(9);
    assertThat(mayHaveIssued(made, NOW.plusMillis(1), made)).isTrue();
    assertThat(mayHaveIssued(made, NOW, made)).isFalse();
  }
}
