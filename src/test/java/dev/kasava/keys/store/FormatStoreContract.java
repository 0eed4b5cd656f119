package dev.kasava.keys.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of the format of keys has to do. */
public abstract class FormatStoreContract {
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

  @Test
  void aPrefixIsSettledOnceForEverybody() {
    assertThat(stores.format().prefix()).isEmpty();
    assertThat(stores.format().settlePrefix("acme")).isEqualTo("acme");
    assertThat(stores.format().prefix()).contains("acme");
    assertThat(stores.format().settlePrefix("ksa")).isEqualTo("acme");
    try (Stores others = stores.again()) {
      assertThat(others.format().settlePrefix("ksa")).isEqualTo("acme");
    }
  }

  @Test
  void ofManyAtOnceOneWins() throws Exception {
    List<Future<String>> all = new ArrayList<>();
    try (Stores others = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        FormatStore store = i % 2 == 0 ? stores.format() : others.format();
        String prefix = "p" + i;
        all.add(pool.submit(() -> store.settlePrefix(prefix)));
      }
      Set<String> settled = new HashSet<>();
      for (Future<String> one : all) {
        settled.add(one.get());
      }
      assertThat(settled).hasSize(1);
    }
  }
}
