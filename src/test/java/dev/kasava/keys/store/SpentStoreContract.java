package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of things that are good once has to do. */
public abstract class SpentStoreContract {
  private static final Instant END = NOW.plusSeconds(60);

  private Stores stores;
  private final byte[] hash = digest().bytes();

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

  @Test
  void isGoodOnceWhicheverProcessIsAsked() {
    assertThat(stores.spent().spend(hash, END)).isTrue();
    assertThat(stores.spent().spend(hash, END)).isFalse();
    try (Stores others = stores.again()) {
      assertThat(others.spent().spend(hash, END)).isFalse();
      assertThat(others.spent().spend(digest().bytes(), END)).isTrue();
    }
  }

  @Test
  void isForgottenWhenItsTimeIsOver() {
    stores.spent().spend(hash, END);
    stores.spent().removeExpired(END.minusMillis(1));
    assertThat(stores.spent().spend(hash, END)).isFalse();
    stores.spent().removeExpired(END);
    assertThat(stores.spent().spend(hash, END)).isTrue();
  }

  @Test
  void ofManyAtOnceOneIsTheFirst() throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    try (Stores others = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        SpentStore store = i % 2 == 0 ? stores.spent() : others.spent();
        all.add(pool.submit(() -> store.spend(hash, END)));
      }
      int first = 0;
      for (Future<Boolean> one : all) {
        first += one.get() ? 1 : 0;
      }
      assertThat(first).isEqualTo(1);
    }
  }
}
