package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.WatchedStore;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look-up that is under way while its key is deleted must not bring the key back. */
final class KeyViewTest {
  /** Stops one read in its middle: it has what it looked up, and has not handed it out yet. */
  private static final class PausingStore implements KeyStore {
    private final KeyStore store;
    private final AtomicLong reads = new AtomicLong();
    private volatile long pausedRead = -1;
    private final CountDownLatch paused = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    PausingStore(KeyStore store) {
      this.store = store;
    }

    /** The {@code number}-th read from now on, counted from 1. */
    void pauseAtRead(int number) {
      pausedRead = reads.get() + number;
    }

    @Override
    public <T> T read(Function<? super KeyReader, ? extends T> work) {
      long mine = reads.incrementAndGet();
      return store.read(
          reader -> {
            T result = work.apply(reader);
            if (mine == pausedRead) {
              paused.countDown();
              await(resumed);
            }
            return result;
          });
    }

    @Override
    public <T> T write(Function<? super KeyWriter, ? extends T> work) {
      return store.write(work);
    }

    @Override
    public ChangeWord changeWord() {
      return store.changeWord();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, java.util.concurrent.TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String remembered(Authenticator authenticator, String secret) {
    Verdict verdict = authenticator.verifyFromMemory(secret, List.of());
    return verdict == null ? "nothing" : verdict.code();
  }

  /** Pauses the read of the log of changes, then that of the secret itself. */
  @Test
  void aPausedLookUpRevivesNothing(@TempDir Path folder) throws Exception {
    for (int read : new int[] {1, 2}) {
      try (TestInstallation test = TestInstallation.in(folder.resolve("read-" + read));
          ExecutorService pool = Executors.newSingleThreadExecutor()) {
        PausingStore store = new PausingStore(test.get().keys());
        Authenticator authenticator = test.authenticatorOver(store);
        Issue.Claimed key = test.create("CI", null, "keys:read");
        String secret = key.secret().reveal();

        store.pauseAtRead(read);
        Future<Verdict> slow = pool.submit(() -> authenticator.verify(secret, List.of()));
        await(store.paused);
        done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
        store.resumed.countDown();

        // The slow one began before the deletion, so it may say either; what counts is afterwards.
        assertThat(slow.get()).isInstanceOfAny(Verdict.Accepted.class, Verdict.Revoked.class);
        assertThat(remembered(authenticator, secret)).isNotEqualTo("accepted");
        assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
        assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
      }
    }
  }

  /** As above, and somebody else catches up with the deletion before the slow one goes on. */
  @Test
  void aPausedLookUpRevivesNothingThatAnotherHasSeenDie(@TempDir Path folder) throws Exception {
    try (TestInstallation test = TestInstallation.in(folder);
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      PausingStore store = new PausingStore(test.get().keys());
      Authenticator authenticator = test.authenticatorOver(store);
      Issue.Claimed key = test.create("CI", null, "keys:read");
      String secret = key.secret().reveal();

      store.pauseAtRead(2);
      Future<Verdict> slow = pool.submit(() -> authenticator.verify(secret, List.of()));
      await(store.paused);
      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
      store.resumed.countDown();
      assertThat(slow.get()).isInstanceOf(Verdict.Accepted.class);
      assertThat(remembered(authenticator, secret)).isEqualTo("revoked");
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
    }
  }

  @Test
  void everyKeyIsRememberedBeforeItIsAskedFor(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      List<Issue.Claimed> keys = new ArrayList<>();
      for (int i = 0; i < 1_100; i++) {
        keys.add(test.create("Key " + i, i % 2 == 0 ? null : Instant.now().plusSeconds(3600)));
      }
      Issue.Claimed gone = keys.removeLast();
      done(test.get().verbs().delete().delete(test.firstCaller(), gone.key().key().id()));
      Authenticator authenticator = test.authenticatorOver(test.get().keys());
      Prefetch prefetch = authenticator.prefetch();
      int pieces = 1;
      while (prefetch.next()) {
        pieces++;
      }
      assertThat(pieces).isEqualTo(3);
      for (Issue.Claimed key : keys) {
        assertThat(remembered(authenticator, key.secret().reveal())).isEqualTo("accepted");
      }
      assertThat(remembered(authenticator, gone.secret().reveal())).isEqualTo("nothing");
    }
  }

  /** Pauses the read of the log of changes, then that of the secrets. */
  @Test
  void rememberingAheadRevivesNothing(@TempDir Path folder) throws Exception {
    for (int read : new int[] {1, 2}) {
      try (TestInstallation test = TestInstallation.in(folder.resolve("read-" + read));
          ExecutorService pool = Executors.newSingleThreadExecutor()) {
        PausingStore store = new PausingStore(test.get().keys());
        Authenticator authenticator = test.authenticatorOver(store);
        Issue.Claimed key = test.create("CI", null, "keys:read");
        String secret = key.secret().reveal();

        store.pauseAtRead(read);
        Future<Boolean> slow = pool.submit(() -> authenticator.prefetch().next());
        await(store.paused);
        done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
        if (read == 2) {
          assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
        }
        store.resumed.countDown();

        assertThat(slow.get()).isFalse();
        assertThat(remembered(authenticator, secret)).isNotEqualTo("accepted");
        assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
      }
    }
  }

  @Test
  void anUnsettledWordIsTrustedByNobody(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      AtomicLong word = new AtomicLong();
      KeyStore keys = test.get().keys();
      Authenticator authenticator =
          test.authenticatorOver(
              new KeyStore() {
                @Override
                public <T> T read(Function<? super KeyReader, ? extends T> work) {
                  return keys.read(work);
                }

                @Override
                public <T> T write(Function<? super KeyWriter, ? extends T> work) {
                  return keys.write(work);
                }

                @Override
                public ChangeWord changeWord() {
                  return word::get;
                }
              });
      String secret = test.create("CI", null, "keys:read").secret().reveal();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(remembered(authenticator, secret)).isEqualTo("accepted");
      word.set(1);
      assertThat(remembered(authenticator, secret)).isEqualTo("nothing");
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(remembered(authenticator, secret)).isEqualTo("nothing");
      word.set(2);
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(remembered(authenticator, secret)).isEqualTo("accepted");
    }
  }

  @Test
  void aDeadSecretIsRememberedAsDead(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      Issue.Claimed key = test.create("CI", null, "keys:read");
      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
      Authenticator authenticator = test.get().authenticator();
      String secret = key.secret().reveal();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
      assertThat(authenticator.verifyFromMemory(secret, List.of()))
          .isInstanceOf(Verdict.Revoked.class);
    }
  }

  /** As when a standby takes over that lacks changes: the log of changes tells nothing of that. */
  @Test
  void inAnotherHistoryEverythingIsAskedForAnew(@TempDir Path folder) throws SQLException {
    try (TestInstallation test = TestInstallation.in(folder)) {
      WatchedStore store = new WatchedStore(test.get().keys());
      Authenticator authenticator = test.authenticatorOver(store);
      Issue.Claimed key = test.create("CI", null);
      String secret = key.secret().reveal();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kasava.db"));
          Statement statement = connection.createStatement()) {
        statement.execute(
            "update secret set ended_at = 1, ended_reason = 'REGENERATED' where key_id = '"
                + key.key().key().id()
                + "'");
      }
      assertThat(authenticator.verify(secret, List.of()))
          .as("nothing told of it")
          .isInstanceOf(Verdict.Accepted.class);
      store.pretend(store.changeWord().get() + (1L << ChangeWord.HISTORY_BIT));
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
    }
  }
}
