package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In which orders, and by which status, every key store lists keys. */
public abstract class KeyListContract extends StoreContract {
  private void add(String name, int age, @Nullable Duration left, @Nullable Duration usedAgo) {
    ApiKey key = claimed(key(owner.id(), name, NOW.minusSeconds(age)));
    ApiKey kept = left == null ? key : key.withExpiry(NOW.plus(left));
    write(writer -> writer.addKey(kept));
    if (usedAgo != null) {
      Instant used = NOW.minus(usedAgo);
      stores()
          .usage()
          .add(
              StoreSamples.batch(
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
    return names("", status, order, limit);
  }

  private List<String> names(String search, @Nullable KeyStatus status, KeyOrder order, int limit) {
    List<String> names = new ArrayList<>();
    KeyQuery.Position after = null;
    while (true) {
      KeyQuery query = new KeyQuery(owner.id(), search, status, order, after, limit, NOW);
      KeyPage page = store().read(reader -> reader.keys(query));
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

  /** Small and capital letters are the same only where they are of the English alphabet. */
  @Test
  void namesInAnyLettersAreListedOnceEach() {
    List<String> inOrder =
        List.of("apple", "Apricot", "Zoo", "Ärger", "Étage", "Öl", "Über", "ärger", "Ωmega", "ωm");
    inOrder.forEach(name -> add(name, 0, Duration.ofDays(30), null));
    for (int limit : List.of(1, 2, 3, 50)) {
      for (KeyStatus status : new KeyStatus[] {null, KeyStatus.ACTIVE}) {
        assertThat(names(status, KeyOrder.NAME, limit)).isEqualTo(inOrder);
        assertThat(names(status, KeyOrder.NAME_REVERSED, limit)).isEqualTo(inOrder.reversed());
      }
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
    KeyPage page = store().read(reader -> reader.keys(query));
    assertThat(page.keys()).isNotEmpty().allMatch(summary -> summary.key().status(NOW) == status);
  }

  @ParameterizedTest
  @EnumSource
  void whatFitsIsListedInTheOrderOfAll(KeyOrder order) {
    addSamples();
    for (int i = 0; i < 40; i++) {
      Duration left = i % 3 == 0 ? null : Duration.ofDays(i - 15);
      add((i % 4 == 0 ? "Git hub " : "Load ") + i, i * 7 % 40, left, Duration.ofHours(i * 5 % 40));
    }
    List<String> all = names("", null, order, 200);
    for (KeyStatus status : KeyStatus.values()) {
      List<String> ofStatus = names("", status, order, 200);
      assertThat(names("", status, order, 3)).isEqualTo(ofStatus);
      assertThat(all.stream().filter(ofStatus::contains)).containsExactlyElementsOf(ofStatus);
      assertThat(names("git", status, order, 2))
          .isEqualTo(ofStatus.stream().filter(name -> name.startsWith("Git")).toList());
    }
    assertThat(names("hu gi", null, order, 3))
        .hasSize(10)
        .isEqualTo(all.stream().filter(name -> name.startsWith("Git")).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"NAME", "NEWEST", "LAST_USED"})
  void aWordThatManyKeysHaveIsFoundBehindOthers(KeyOrder order) {
    write(
        writer -> {
          for (int i = 0; i < 3_900; i++) {
            String name = (i < 600 ? "alpha " : "omega one ") + i;
            int age = order == KeyOrder.NEWEST ? i : -i;
            writer.addKey(claimed(key(owner.id(), name, NOW.minusSeconds(age))));
          }
        });
    for (int age = 0; age < 600; age++) {
      add("Used " + age, 0, null, Duration.ofSeconds(age));
    }
    assertThat(names("om on", null, order, 200)).hasSize(3_300).doesNotHaveDuplicates();
    assertThat(names("omega", null, order, 200))
        .isEqualTo(names("", null, order, 200).stream().filter(n -> n.startsWith("om")).toList());
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
