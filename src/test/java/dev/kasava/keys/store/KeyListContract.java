package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.key;
import static dev.kasava.keys.store.StoreSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In which orders, and by which status, every key store lists keys. */
public abstract class KeyListContract {
  private Stores stores;
  private final Owner owner = owner("First");

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
    write(writer -> writer.addOwner(owner));
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  private void write(java.util.function.Consumer<KeyWriter> work) {
    stores
        .keys()
        .write(
            writer -> {
              work.accept(writer);
              return "";
            });
  }

  private void add(String name, int age, @Nullable Duration left, @Nullable Duration usedAgo) {
    ApiKey key = claimed(key(owner.id(), name, NOW.minusSeconds(age)));
    ApiKey kept = left == null ? key : key.withExpiry(NOW.plus(left));
    write(writer -> writer.addKey(kept));
    if (usedAgo != null) {
      Instant used = NOW.minus(usedAgo);
      stores
          .usage()
          .add(
              List.of(
                  new UsageStore.Tally(
                      key.id(),
                      UsageStore.quarterOf(used),
                      Client.CURL,
                      Counted.ACCEPTED,
                      1,
                      used)));
    }
  }

  private void addSamples() {
    add("bravo", 40, Duration.ofDays(300), Duration.ofHours(5));
    add("Charlie", 30, null, Duration.ofMinutes(1));
    add("alpha", 20, Duration.ofDays(7), null);
    add("Delta/é", 10, Duration.ZERO, Duration.ofDays(90));
    add("echo", 5, null, null);
    write(writer -> writer.addKey(key(owner.id(), "Foxtrot", NOW)));
  }

  private List<String> names(@Nullable KeyStatus status, KeyOrder order, int limit) {
    List<String> names = new ArrayList<>();
    KeyQuery.Position after = null;
    while (true) {
      KeyQuery query = new KeyQuery(owner.id(), "", status, order, after, limit, NOW);
      KeyPage page = stores.keys().read(reader -> reader.keys(query));
      page.keys().forEach(summary -> names.add(summary.key().name().text()));
      if (!page.more()) {
        return names;
      }
      after = order.positionOf(page.keys().getLast());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NEWEST,          Foxtrot echo Delta/é alpha Charlie bravo",
    "OLDEST,          bravo Charlie alpha Delta/é echo Foxtrot",
    "NAME,            alpha bravo Charlie Delta/é echo Foxtrot",
    "NAME_REVERSED,   Foxtrot echo Delta/é Charlie bravo alpha"
  })
  void listsByTimeAndName(KeyOrder order, String expected) {
    addSamples();
    for (int limit : List.of(1, 2, 4, 50)) {
      assertThat(String.join(" ", names(null, order, limit))).isEqualTo(expected);
    }
  }

  @Test
  void whatNeverHappensComesLastOrFirst() {
    addSamples();
    for (int limit : List.of(1, 2, 50)) {
      assertThat(names(null, KeyOrder.LAST_USED, limit))
          .startsWith("Charlie", "bravo", "Delta/é")
          .hasSize(6);
      assertThat(names(null, KeyOrder.LONGEST_UNUSED, limit))
          .endsWith("Delta/é", "bravo", "Charlie")
          .hasSize(6);
      assertThat(names(null, KeyOrder.EXPIRY, limit))
          .startsWith("Delta/é", "alpha", "bravo")
          .hasSize(6);
      assertThat(names(null, KeyOrder.EXPIRY_REVERSED, limit))
          .endsWith("bravo", "alpha", "Delta/é")
          .hasSize(6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyStatusHasItsKeysInEveryOrder(KeyOrder order) {
    addSamples();
    assertThat(names(KeyStatus.ACTIVE, order, 1))
        .containsExactlyInAnyOrder("bravo", "Charlie", "echo");
    assertThat(names(KeyStatus.EXPIRING_SOON, order, 1)).containsExactly("alpha");
    assertThat(names(KeyStatus.EXPIRED, order, 1)).containsExactly("Delta/é");
    assertThat(names(KeyStatus.PENDING, order, 1)).containsExactly("Foxtrot");
  }

  @ParameterizedTest
  @EnumSource
  void aStatusIsTheOneThatTheKeySaysItHas(KeyStatus status) {
    addSamples();
    KeyQuery query = new KeyQuery(owner.id(), "", status, KeyOrder.NAME, null, 50, NOW);
    KeyPage page = stores.keys().read(reader -> reader.keys(query));
    assertThat(page.keys()).isNotEmpty().allMatch(summary -> summary.key().status(NOW) == status);
  }

  @ParameterizedTest
  @EnumSource
  void keysThatAreAlikeAreListedOnceEach(KeyOrder order) {
    for (int i = 0; i < 7; i++) {
      add("Same " + i, 0, Duration.ofDays(30), Duration.ofHours(1));
    }
    assertThat(names(null, order, 2)).hasSize(7).doesNotHaveDuplicates();
  }
}
