package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which secrets get a digest under the current pepper when the store is asked for them. */
final class RetiredPepperTest {
  private final TestInstallation test;
  private final WatchedStore store;
  private final Authenticator authenticator;

  RetiredPepperTest(@TempDir Path folder) {
    test = TestInstallation.in(folder);
    store = new WatchedStore(test.get().keys());
    authenticator = test.authenticatorOver(store);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void retire() {
    Pepper next = new Pepper(2, new byte[Pepper.BYTES]);
    Pepper before = test.get().peppers().current();
    PepperGuard.activate(test.get().keys(), next, InstantSource.system());
    test.get().peppers().replace(List.of(before, next), 2);
  }

  private String code(Secret secret) {
    return authenticator.verify(secret.reveal(), List.of()).code();
  }

  /** How often the store is written for what was noted. */
  private int renewals() {
    int before = store.writes();
    authenticator.renewDigests();
    return store.writes() - before;
  }

  private long underTheCurrent() {
    return store.<Long>read(reader -> reader.secretsUnder(2, Instant.now()));
  }

  @Test
  void aLiveOne() {
    Issue.Claimed key = test.create("CI", null, "keys:read");
    retire();
    assertThat(code(key.secret())).isEqualTo("accepted");
    assertThat(renewals()).isEqualTo(1);
    assertThat(underTheCurrent()).isEqualTo(1);
  }

  @Test
  void noneThatHasOne() {
    retire();
    Issue.Claimed key = test.create("CI", null, "keys:read");
    long before = underTheCurrent();
    assertThat(code(key.secret())).isEqualTo("accepted");
    assertThat(renewals()).isZero();
    assertThat(underTheCurrent()).isEqualTo(before);
  }

  /** As on a node that did not hear yet that its new pepper is the current one. */
  @Test
  void noneThatIsUnderALaterOneAlready() {
    retire();
    Issue.Claimed key = test.create("CI", null, "keys:read");
    long before = underTheCurrent();
    test.get().peppers().replace(test.get().peppers().all(), 1);
    for (int time = 0; time < 2; time++) {
      assertThat(code(key.secret())).as("looked up, and remembered").isEqualTo("accepted");
      assertThat(renewals()).isZero();
    }
    assertThat(underTheCurrent()).isEqualTo(before);
  }

  @Test
  void noneThatIsDead() {
    Issue.Claimed key = test.create("CI", null, "keys:read");
    done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
    retire();
    assertThat(code(key.secret())).isEqualTo("revoked");
    assertThat(renewals()).isZero();
  }

  /** Its first use writes it anyhow, and its next one renews it. */
  @Test
  void noneThatIsUsedForTheFirstTime() {
    Issue.Claimed key = test.create("CI", null, "keys:read");
    Issue.Claimed next =
        test.regenerate(key, new RegenerateKey.Request(0, true, null, false, true));
    retire();
    assertThat(code(next.secret())).isEqualTo("accepted");
    assertThat(renewals()).isZero();
    assertThat(code(key.secret())).isEqualTo("revoked");
    assertThat(code(next.secret())).isEqualTo("accepted");
    assertThat(renewals()).isEqualTo(1);
    assertThat(underTheCurrent()).isEqualTo(1);
  }
}
