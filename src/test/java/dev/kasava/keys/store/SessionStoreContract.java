package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.store.SessionStore.Kind;
import dev.kasava.keys.store.SessionStore.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session store has to do. */
public abstract class SessionStoreContract extends StoreContract {
  private static final Instant END = NOW.plusSeconds(60);

  private SessionStore store;
  private final ApiKey key = claimed(key(owner.id(), "CI", NOW));
  private final byte[] token = digest().bytes();
  private final Session link = new Session(Kind.SIGN_IN_LINK, key.id(), NOW, END);
  private final Session session = new Session(Kind.SESSION, key.id(), NOW, END);

  @BeforeEach
  final void addKey() {
    store = stores().sessions();
    write(writer -> writer.addKey(key));
  }

  @Test
  void isFoundUntilItsEnd() {
    store.add(token, session);
    assertThat(store.find(token, Kind.SESSION, NOW)).contains(session);
    assertThat(store.find(token, Kind.SESSION, END.minusMillis(1))).contains(session);
    assertThat(store.find(token, Kind.SESSION, END)).isEmpty();
    assertThat(store.find(digest().bytes(), Kind.SESSION, NOW)).isEmpty();
  }

  @Test
  void aLinkIsNoSessionNorTheOtherWayRound() {
    store.add(token, link);
    assertThat(store.find(token, Kind.SESSION, NOW)).isEmpty();
    assertThat(store.take(token, Kind.SESSION, NOW)).isEmpty();
    assertThat(store.take(token, Kind.SIGN_IN_LINK, NOW)).contains(link);
  }

  @Test
  void isTakenOnceAndNotAfterItsEnd() {
    store.add(token, link);
    assertThat(store.take(token, Kind.SIGN_IN_LINK, NOW)).contains(link);
    assertThat(store.take(token, Kind.SIGN_IN_LINK, NOW)).isEmpty();
    assertThat(store.find(token, Kind.SIGN_IN_LINK, NOW)).isEmpty();
    byte[] late = digest().bytes();
    store.add(late, link);
    assertThat(store.take(late, Kind.SIGN_IN_LINK, END)).isEmpty();
  }

  @Test
  void ofManyTakersOneGetsIt() throws Exception {
    for (int round = 0; round < 5; round++) {
      byte[] once = digest().bytes();
      store.add(once, link);
      assertThat(takenBy(16, once)).isEqualTo(1);
    }
  }

  private int takenBy(int takers, byte[] once) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    int taken = 0;
    try (Stores second = stores().again();
        ExecutorService pool = Executors.newFixedThreadPool(takers)) {
      List<Future<Optional<Session>>> all = new ArrayList<>();
      for (int i = 0; i < takers; i++) {
        SessionStore mine = i % 2 == 0 ? store : second.sessions();
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return mine.take(once, Kind.SIGN_IN_LINK, NOW);
                }));
      }
      start.countDown();
      for (Future<Optional<Session>> one : all) {
        taken += one.get().isPresent() ? 1 : 0;
      }
    }
    return taken;
  }

  @Test
  void goesWithItsKey() {
    store.add(token, session);
    byte[] linkToken = digest().bytes();
    store.add(linkToken, link);
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(store.find(token, Kind.SESSION, NOW)).isEmpty();
    assertThat(store.take(linkToken, Kind.SIGN_IN_LINK, NOW)).isEmpty();
  }

  /** As when the key is deleted while somebody signs in with it. */
  @Test
  void isNotAddedToAKeyThatIsGone() {
    write(writer -> writer.deleteKey(key.id(), NOW));
    store.add(token, session);
    assertThat(store.find(token, Kind.SESSION, NOW)).isEmpty();
  }

  @Test
  void aTokenIsUnique() {
    store.add(token, session);
    assertThatThrownBy(() -> store.add(token, link)).isInstanceOf(StoreException.class);
    assertThat(store.find(token, Kind.SESSION, NOW)).contains(session);
  }

  @Test
  void removesWhatHasExpiredAndOnlyThat() {
    store.add(token, session);
    byte[] longer = digest().bytes();
    store.add(longer, new Session(Kind.SESSION, key.id(), NOW, END.plusMillis(1)));
    store.removeExpired(END);
    assertThat(store.find(token, Kind.SESSION, NOW)).isEmpty();
    assertThat(store.find(longer, Kind.SESSION, NOW)).isPresent();
  }

  @Test
  void allOfAnOwnerEndAndNobodyElses() {
    Owner other = owner("Second");
    ApiKey theirs = claimed(key(other.id(), "CI", NOW));
    write(
        writer -> {
          writer.addOwner(other);
          writer.addKey(theirs);
        });
    byte[] second = digest().bytes();
    byte[] foreign = digest().bytes();
    store.add(token, session);
    store.add(second, link);
    store.add(foreign, new Session(Kind.SESSION, theirs.id(), NOW, END));
    store.removeAll(owner.id());
    assertThat(store.find(token, Kind.SESSION, NOW)).isEmpty();
    assertThat(store.find(second, Kind.SIGN_IN_LINK, NOW)).isEmpty();
    assertThat(store.find(foreign, Kind.SESSION, NOW)).isPresent();
  }

  @Test
  void oneGoesOnWithWhatWasMadeLater() {
    byte[] another = digest().bytes();
    store.add(token, session);
    store.add(another, session);
    Instant later = NOW.plusMillis(1);
    store.goOn(token, later);
    assertThat(store.find(token, Kind.SESSION, NOW))
        .contains(new Session(Kind.SESSION, key.id(), later, END));
    assertThat(store.find(another, Kind.SESSION, NOW)).contains(session);
  }
}
