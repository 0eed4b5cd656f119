package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that were made elsewhere, and text that never was a secret. */
final class ForeignKeysTest {
  /** Nobody's. */
  private static final String SECRET = "sk_test_0123456789-abcdef";

  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private final Path folder;
  private final TestInstallation test;
  private final WatchedStore store;
  private final Authenticator authenticator;

  ForeignKeysTest(@TempDir Path folder) {
    this.folder = folder;
    test = TestInstallation.in(folder, clock);
    store = new WatchedStore(test.get().keys());
    authenticator = test.authenticatorOver(store);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private String code(String credential) {
    return authenticator.verify(credential, List.of()).code();
  }

  private @Nullable String remembered(String credential) {
    Verdict verdict = authenticator.verifyFromMemory(credential, List.of());
    return verdict == null ? null : verdict.code();
  }

  private KeyId imported(String... scopes) {
    return ImportedKeys.into(test.get(), "Imported", SECRET, scopes);
  }

  private void delete(KeyId id) {
    done(test.get().verbs().delete().delete(test.firstCaller(), id));
  }

  @Test
  void withNoneOfThemTextThatIsNoneOfOursNeverReachesTheStore() {
    authenticator.catchUp();
    int before = store.reads();
    for (int i = 0; i < 10_000; i++) {
      assertThat(remembered("garbage-" + i)).isEqualTo("malformed");
    }
    assertThat(store.reads()).isEqualTo(before);
  }

  @Test
  void aChangeHasTheStoreAskedOnceForAllText() {
    for (int i = 0; i < 20; i++) {
      test.create("Key " + i, null, "keys:read");
      int before = store.reads();
      for (int j = 0; j < 100; j++) {
        assertThat(code("garbage-" + j)).isEqualTo("malformed");
      }
      // What was changed, and whether there is a foreign one.
      assertThat(store.reads() - before).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void oneIsGoodFromTheNextRequestOnAndThenFromMemory() {
    assertThat(code(SECRET)).isEqualTo("malformed");
    imported("orders:read");
    assertThat(code(SECRET)).isEqualTo("accepted");
    int before = store.reads();
    for (int i = 0; i < 100; i++) {
      assertThat(remembered(SECRET)).isEqualTo("accepted");
    }
    assertThat(store.reads()).isEqualTo(before);
    assertThat(authenticator.verify(SECRET, List.of(new Scope("orders:write"))).code())
        .isEqualTo("missing_scope");
    assertThat(code(SECRET + "x")).isEqualTo("unknown");
  }

  @Test
  void theQuickWayIsOpenToThem() {
    KeyId id = imported("orders:read");
    assertThat(code(SECRET)).isEqualTo("accepted");
    List<String> passed = new ArrayList<>();
    int before = store.reads();
    for (int i = 0; i < 10; i++) {
      assertThat(
              authenticator.pass(
                  SECRET,
                  List.of(new Scope("orders:read")),
                  Client.CURL,
                  passed,
                  (all, key) -> all.add(key.id() + " " + key.scopes())))
          .isTrue();
    }
    assertThat(passed).hasSize(10).containsOnly(id + " orders:read");
    assertThat(store.reads()).isEqualTo(before);
    assertThat(
            authenticator.pass(
                SECRET + "x", List.of(), Client.CURL, passed, (all, key) -> all.clear()))
        .isFalse();
    assertThat(done(test.get().verbs().usage().read(test.firstCaller(), id, null)).total())
        .isEqualTo(10);
  }

  @Test
  void aDeletedOneDiesAtOnceAndStaysDead() {
    KeyId id = imported();
    assertThat(code(SECRET)).isEqualTo("accepted");
    delete(id);
    assertThat(remembered(SECRET)).isNull();
    assertThat(code(SECRET)).isEqualTo("revoked");
    assertThat(remembered(SECRET)).isEqualTo("revoked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "with a space",
        "caf\u00e9-secret",
        "ey0123456789.abc.def",
        "line\nbreak-1"
      })
  void whatCanBeNoneStaysMalformed(String text) {
    imported();
    assertThat(code(SECRET)).isEqualTo("accepted");
    int before = store.reads();
    assertThat(code(text)).isEqualTo("malformed");
    assertThat(remembered(text)).isEqualTo("malformed");
    assertThat(remembered("x".repeat(257))).isEqualTo("malformed");
    assertThat(store.reads()).isEqualTo(before);
  }

  @Test
  void aFloodOfThemReachesTheStoreAHundredTimesASecondAndNoMore() {
    imported();
    assertThat(code(SECRET)).isEqualTo("accepted");
    int before = store.reads();
    for (int i = 0; i < 5_000; i++) {
      assertThat(code("garbage-garbage-" + i)).isEqualTo("unknown");
    }
    assertThat(store.reads() - before).isBetween(100, 135);
    assertThat(remembered("garbage-garbage")).isEqualTo("unknown");
    assertThat(code(SECRET)).isEqualTo("accepted");
    ImportedKeys.into(test.get(), "Another", SECRET + "-2");
    assertThat(code(SECRET + "-2")).as("imported in a flood").isEqualTo("accepted");
  }

  /** As a command does, beside a server that runs. */
  @Test
  void whatAnotherProcessImportsIsGoodFromTheNextRequestOn() {
    assertThat(code(SECRET)).isEqualTo("malformed");
    try (Installation other = Installation.open(new DataFolder(folder), Map.of(), clock)) {
      ImportedKeys.into(other, "Imported", SECRET);
      assertThat(code(SECRET)).isEqualTo("accepted");
    }
  }

  @Test
  void whoeverStartsAfterwardsKnowsThem() {
    imported();
    Authenticator cold = test.authenticatorOver(store);
    assertThat(cold.verifyFromMemory(SECRET, List.of())).isNull();
    assertThat(cold.verify(SECRET, List.of())).isInstanceOf(Verdict.Accepted.class);
    Authenticator warm = test.authenticatorOver(store);
    warm.catchUp();
    assertThat(warm.prefetch().next()).as("more than fit into one piece").isFalse();
    assertThat(warm.verifyFromMemory(SECRET, List.of())).isInstanceOf(Verdict.Accepted.class);
  }

  /** Somebody else commits, or died in it: the store is asked at most once for that. */
  @Test
  void anUnsettledWordHidesNoneThatWasAcknowledged() {
    authenticator.catchUp();
    long word = test.get().keys().changeWord().get();
    store.pretend(word + 1);
    int before = store.reads();
    assertThat(remembered("garbage-garbage")).as("not acknowledged yet").isEqualTo("malformed");
    assertThat(store.reads()).isEqualTo(before);
    imported();
    store.pretend(word + 3);
    assertThat(code(SECRET)).as("another commit is under way").isEqualTo("accepted");
    assertThat(code("garbage-garbage")).isEqualTo("unknown");
  }

  @Test
  void withNoneOfThemAnUnsettledWordCostsOneLook() {
    authenticator.catchUp();
    store.pretend(test.get().keys().changeWord().get() + 3);
    int before = store.reads();
    for (int i = 0; i < 100; i++) {
      assertThat(code("garbage-garbage")).isEqualTo("malformed");
    }
    assertThat(store.reads() - before).isEqualTo(1);
  }

  @Test
  void itMovesToAnotherPepperWhenItIsUsed() {
    imported();
    assertThat(code(SECRET)).isEqualTo("accepted");
    byte[] bytes = new byte[Pepper.BYTES];
    bytes[0] = 7;
    Pepper next = new Pepper(2, bytes);
    Pepper before = test.get().peppers().current();
    PepperGuard.activate(test.get().keys(), next, clock);
    test.get().peppers().replace(List.of(before, next), 2);
    long under = 0;
    for (int use = 0; use < 3; use++) {
      assertThat(code(SECRET)).isEqualTo("accepted");
      authenticator.renewDigests();
      under = test.get().keys().<Long>read(reader -> reader.secretsUnder(2, clock.instant()));
    }
    assertThat(under).isEqualTo(1);
    test.get().peppers().replace(List.of(next), 2);
    assertThat(code(SECRET)).isEqualTo("accepted");
    assertThat(test.get().keys().<Boolean>read(reader -> reader.hasForeign())).isTrue();
  }
}
