package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of secrets that were never there must not reach the store, and hide none that is. */
final class RosterTest {
  private static final class WatchedStore implements KeyStore {
    private final KeyStore store;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile @Nullable Runnable afterNextRead;
    private final AtomicInteger rosters = new AtomicInteger();
    private volatile boolean isLogCut;

    /** Another history of the database, whose log does not tell what this one lacks. */
    private volatile long history;

    WatchedStore(KeyStore store) {
      this.store = store;
    }

    @Override
    public <T> T read(Function<? super KeyReader, ? extends T> work) {
      reads.incrementAndGet();
      T result = store.read(reader -> work.apply(watched(reader)));
      Runnable after = afterNextRead;
      if (after != null) {
        afterNextRead = null;
        after.run();
      }
      return result;
    }

    private KeyReader watched(KeyReader reader) {
      return (KeyReader)
          Proxy.newProxyInstance(
              KeyReader.class.getClassLoader(),
              new Class<?>[] {KeyReader.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("secrets")) {
                  rosters.incrementAndGet();
                }
                Object answer = method.invoke(reader, arguments);
                return (isLogCut || history > 0) && answer instanceof Changes changes
                    ? new Changes(List.of(), changes.latest(), !isLogCut)
                    : answer;
              });
    }

    @Override
    public <T> T write(Function<? super KeyWriter, ? extends T> work) {
      return store.write(work);
    }

    @Override
    public ChangeWord changeWord() {
      return () -> store.changeWord().get() + (history << ChangeWord.HISTORY_BIT);
    }
  }

  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private final Random random = new Random(3);
  private final TestInstallation test;
  private final WatchedStore store;
  private final Authenticator authenticator;

  RosterTest(@TempDir Path folder) {
    test = TestInstallation.in(folder, clock);
    store = new WatchedStore(test.get().keys());
    authenticator = test.authenticatorOver(store);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Verdict verify(String secret) {
    return authenticator.verify(secret, List.of());
  }

  private void flood(int secrets) {
    for (int i = 0; i < secrets; i++) {
      assertThat(verify(test.get().format().generate(random).reveal()))
          .isInstanceOf(Verdict.Unknown.class);
    }
  }

  @Test
  void aFloodReachesTheStoreAHundredTimesAndNoMore() {
    flood(200);
    int before = store.reads.get();
    assertThat(before).isLessThan(110);
    flood(5_000);
    // One in two thousand is taken for one that may be there.
    assertThat(store.reads.get() - before).isLessThan(25);
    assertThat(
            authenticator.verifyFromMemory(
                test.get().format().generate(random).reveal(), List.of()))
        .isInstanceOf(Verdict.Unknown.class);
  }

  /** In quiet times a key that another node made a moment ago has to be found. */
  @Test
  void everySecondAHundredAreLookedUp() {
    flood(200);
    int before = store.reads.get();
    clock.set(clock.instant().plusSeconds(1));
    flood(50);
    assertThat(store.reads.get() - before).isEqualTo(50);
    flood(1_000);
    assertThat(store.reads.get() - before).isBetween(100, 110);
  }

  @Test
  void whatIsMadeMeanwhileIsGoodAtOnce() {
    flood(200);
    for (int i = 0; i < 50; i++) {
      Issue.Claimed made = test.create("Key " + i, null, "keys:read");
      assertThat(verify(made.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
      flood(3);
    }
  }

  @Test
  void whatWasDeletedIsStillToldApart() {
    Issue.Claimed gone = test.create("Gone", null, "keys:read");
    done(test.get().verbs().delete().delete(test.firstCaller(), gone.key().key().id()));
    flood(200);
    assertThat(verify(gone.secret().reveal())).isInstanceOf(Verdict.Revoked.class);
  }

  /** The change is seen by everybody else before the roster is there. */
  @Test
  void aKeyThatIsMadeWhileTheRosterIsReadIsInIt() {
    flood(99);
    AtomicInteger readsToGo = new AtomicInteger(2);
    Issue.Claimed[] made = new Issue.Claimed[1];
    store.afterNextRead =
        new Runnable() {
          @Override
          public void run() {
            if (readsToGo.decrementAndGet() > 0) {
              // That was the look-up; the next read is the roster.
              store.afterNextRead = this;
              return;
            }
            made[0] = test.create("Meanwhile", null, "keys:read");
            assertThat(verify(test.firstKey().secret().reveal()))
                .isInstanceOf(Verdict.Accepted.class);
          }
        };
    flood(1);
    assertThat(made[0]).isNotNull();
    int before = store.reads.get();
    flood(20);
    assertThat(store.reads.get()).isLessThanOrEqualTo(before + 1);
    assertThat(verify(made[0].secret().reveal())).isInstanceOf(Verdict.Accepted.class);
  }

  /** As when a copy of the database is put in the place of this one. */
  @Test
  void aCutLogHasTheRosterReadAgain() {
    flood(200);
    store.isLogCut = true;
    Issue.Claimed made = test.create("New", null, "keys:read");
    assertThat(verify(made.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
    store.isLogCut = false;
    flood(20);
    Issue.Claimed another = test.create("Another", null, "keys:read");
    assertThat(verify(another.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
    assertThat(verify(made.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void anOrdinaryChangeLeavesTheRosterAlone() {
    flood(200);
    test.create("New", null, "keys:read");
    int before = store.reads.get();
    flood(50);
    assertThat(store.reads.get() - before).isLessThan(5);
    assertThat(store.rosters.get()).isEqualTo(1);
  }

  @Test
  void inAnotherHistoryTheRosterIsReadAgain() {
    flood(200);
    Issue.Claimed made = test.create("New", null, "keys:read");
    store.history = 1;
    assertThat(verify(made.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
    flood(200);
    assertThat(store.rosters.get()).isEqualTo(2);
    assertThat(verify(made.secret().reveal())).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void moreChangesThanAreWorthFollowingHaveItReadAgain() {
    flood(200);
    List<Issue.Claimed> made = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      made.add(test.create("Key " + i, null, "keys:read"));
    }
    flood(200);
    assertThat(store.rosters.get()).isEqualTo(2);
    for (int i = 0; i < made.size(); i += 100) {
      assertThat(verify(made.get(i).secret().reveal())).isInstanceOf(Verdict.Accepted.class);
    }
  }

  /** A gap in the log may hide that a key died, so all has to be asked for again. */
  @Test
  void afterAGapInTheLogNothingIsRememberedAnyMore() {
    Issue.Claimed plain = test.create("Plain", null, "keys:read");
    Issue.Claimed limited = limited("Limited");
    for (Issue.Claimed key : List.of(plain, limited)) {
      String secret = key.secret().reveal();
      assertThat(verify(secret)).isInstanceOf(Verdict.Accepted.class);
      assertThat(authenticator.verifyFromMemory(secret, List.of()))
          .isInstanceOf(Verdict.Accepted.class);
    }
    store.isLogCut = true;
    for (Issue.Claimed key : List.of(plain, limited)) {
      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));
      assertThat(verify(key.secret().reveal())).isInstanceOf(Verdict.Revoked.class);
    }
  }

  /** What has more to it than being alive is remembered by other means, and forgotten as well. */
  @Test
  void aLimitedKeyThatDiedIsForgotten() {
    Issue.Claimed limited = limited("Limited");
    String secret = limited.secret().reveal();
    assertThat(verify(secret)).isInstanceOf(Verdict.Accepted.class);
    done(test.get().verbs().delete().delete(test.firstCaller(), limited.key().key().id()));
    assertThat(authenticator.verifyFromMemory(secret, List.of())).isNull();
    assertThat(verify(secret)).isInstanceOf(Verdict.Revoked.class);
    assertThat(authenticator.verifyFromMemory(secret, List.of()))
        .isInstanceOf(Verdict.Revoked.class);
  }

  private Issue.Claimed limited(String name) {
    return test.createLimited(name, new RateLimit(100, Duration.ofDays(1)), "keys:read");
  }

  /** So many secrets are looked for at a time, and no more than there is room for. */
  @Test
  void noMoreIsRememberedAheadThanThereIsRoomFor() {
    for (int i = 0; i < 5; i++) {
      limited("Limited " + i);
    }
    assertThat(view().remember(null, 2, 4)).isNotNull();
    assertThat(view().remember(null, 2, 3)).isNull();
    KeyView view = view();
    KeyDigest second = view.remember(null, 2, 6);
    KeyDigest fourth = view.remember(second, 2, 6);
    assertThat(fourth).isNotNull().isNotEqualTo(second);
    assertThat(view.remember(fourth, 2, 6)).isNull();
  }

  /** Rows of what was forgotten are given up once they are the most. */
  @Test
  void whatIsAskedForAfterManyWereForgottenIsRemembered() {
    KeyId key = test.firstKey().key().key().id();
    List<Secret> many = secrets(key, PlainPage.ROWS + 10);
    many.forEach(
        secret -> assertThat(verify(secret.reveal())).isInstanceOf(Verdict.Accepted.class));
    secrets(key, 1);
    for (Secret secret : many.subList(0, 5)) {
      assertThat(authenticator.verifyFromMemory(secret.reveal(), List.of())).isNull();
      assertThat(verify(secret.reveal())).isInstanceOf(Verdict.Accepted.class);
      assertThat(authenticator.verifyFromMemory(secret.reveal(), List.of())).isNotNull();
    }
  }

  private List<Secret> secrets(KeyId key, int count) {
    List<Secret> many =
        Stream.generate(() -> test.get().format().generate(random)).limit(count).toList();
    return store.write(
        writer -> {
          for (Secret secret : many) {
            writer.addSecret(key, test.get().peppers().current().digest(secret), clock.instant());
          }
          return many;
        });
  }

  @Test
  void ofSecretsWithMoreToThemThereAreNotMoreThanAllowed() {
    for (int i = 0; i < 3; i++) {
      limited("Limited " + i);
    }
    // One of the four is plain, and of the others one came when there was no more room.
    KeyView bounded = new KeyView(store, test.get().meter(), clock, 2);
    assertThat(bounded.remember(null, 4, 6)).isNotNull();
    assertThat(view().remember(null, 4, 6)).isNull();
  }

  private KeyView view() {
    return new KeyView(store, test.get().meter(), clock);
  }

  @Test
  void moreKeysThanItHasRoomForHaveItReadAgain() {
    flood(200);
    List<Secret> many = secrets(test.firstKey().key().key().id(), 10_000);
    assertThat(store.rosters.get()).isEqualTo(1);
    flood(200);
    assertThat(store.rosters.get()).isEqualTo(2);
    for (int i = 0; i < many.size(); i += 500) {
      assertThat(verify(many.get(i).reveal())).isInstanceOf(Verdict.Accepted.class);
    }
  }
}
