package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How every key store lists keys page by page, and finds them by words. */
public abstract class KeySearchContract extends StoreContract {
  private static KeyQuery.Position positionOf(KeyPage page) {
    ApiKey last = page.keys().getLast().key();
    return new KeyQuery.Position(last.createdAt(), last.id());
  }

  @Test
  void pagesThroughKeysOfTheSameMomentEachOnce() {
    List<ApiKey> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      // Three moments, so that pages end within one and between two.
      keys.add(added(key(owner.id(), "Key " + i, NOW.minusMillis(i % 3))));
    }
    added(key(other.id(), "Not mine", NOW));
    List<KeyId> seen = new ArrayList<>();
    KeyPage page = list("", null, 7);
    while (true) {
      page.keys().forEach(summary -> seen.add(summary.key().id()));
      if (!page.more()) {
        break;
      }
      assertThat(page.keys()).hasSize(7);
      page = list("", positionOf(page), 7);
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            keys.stream()
                .sorted(
                    Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id).reversed())
                .map(ApiKey::id)
                .toList());
  }

  @Test
  void aPageStaysPutWhileKeysComeAndGo() {
    for (int i = 0; i < 6; i++) {
      added(key(owner.id(), "Key " + i, NOW.minusSeconds(i)));
    }
    KeyPage first = list("", null, 3);
    added(key(owner.id(), "Newer", NOW.plusSeconds(1)));
    write(writer -> writer.deleteKey(first.keys().getLast().key().id(), NOW));
    assertThat(list("", positionOf(first), 10).keys())
        .extracting(summary -> summary.key().name().text())
        .containsExactly("Key 3", "Key 4", "Key 5");
  }

  @Test
  void knowsTheLastPage() {
    for (int i = 0; i < 4; i++) {
      added(key(owner.id(), "Key " + i, NOW));
    }
    assertThat(list("", null, 3).more()).isTrue();
    assertThat(list("", null, 4).more()).isFalse();
    assertThat(list("", null, 4).keys()).hasSize(4);
    assertThat(list("nothing", null, 4)).isEqualTo(new KeyPage(List.of(), false));
  }

  @Test
  void listsNoLapsedKeys() {
    added(key(owner.id(), "Lapsed", NOW.minusSeconds(3600)));
    added(key(owner.id(), "Nearly", NOW.minusSeconds(3600).plusMillis(1)));
    added(claimed(key(owner.id(), "Claimed", NOW.minusSeconds(9999))));
    assertThat(list("", null, 9).keys())
        .extracting(summary -> summary.key().name().text())
        .containsExactly("Nearly", "Claimed");
  }

  @ParameterizedTest
  @CsvSource({
    "git,              true",
    "GIT,              true",
    "GitHub,           true",
    "actions,          true",
    "act git,          true",
    "git act caf,      true",
    "'  ci  ',         true",
    "café,             true",
    "caf\u00c9,        true",
    "cafe\u0301,       true",
    "ﬀ,                true",
    "stras,            true",
    "STRASSE,          true",
    "οδος,             true",
    "ΟΔΟΣ,             true",
    "(ci),             true",
    "hub,              false",
    "itHub,            false",
    "git nothing,      false",
    "%,                true",
    "gi_,              true",
    "g%,               true",
    "g*b,              false",
    "actions2,         false"
  })
  void findsByTheBeginningsOfWords(String search, boolean found) {
    added(key(owner.id(), "GitHub Actions (ci) - Café ff Straße ΟΔΟΣΗΜΑ", NOW));
    added(key(other.id(), "GitHub Actions of somebody else", NOW));
    assertThat(list(search, null, 5).keys()).hasSize(found ? 1 : 0);
  }

  @Test
  void searchesTakeWhateverIsTyped() {
    added(key(owner.id(), "CI", NOW));
    for (String search :
        List.of(
            "\u0000",
            "\ud800",
            "a\u0000b",
            "'; drop table api_key; --",
            ":w0 ? {x}",
            "x".repeat(100_000),
            "x ".repeat(10_000),
            "\udbff\udfff")) {
      assertThat(list(search, null, 5).more()).isFalse();
    }
    assertThat(list("", null, 5).keys()).hasSize(1);
  }

  @Test
  void searchFollowsRenamingAndDeletion() {
    ApiKey key = added(key(owner.id(), "Old words", NOW));
    write(writer -> writer.updateKey(key.withName(new KeyName("New words"))));
    assertThat(list("old", null, 5).keys()).isEmpty();
    assertThat(list("new", null, 5).keys()).hasSize(1);
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(list("new", null, 5).keys()).isEmpty();
  }

  @Test
  void pagesThroughASearch() {
    for (int i = 0; i < 5; i++) {
      added(key(owner.id(), "CI " + i, NOW));
      added(key(owner.id(), "CD " + i, NOW));
    }
    KeyPage first = list("ci", null, 3);
    KeyPage second = list("ci", positionOf(first), 3);
    assertThat(first.more()).isTrue();
    assertThat(second.more()).isFalse();
    assertThat(first.keys()).hasSize(3).doesNotContainAnyElementsOf(second.keys());
    assertThat(second.keys()).hasSize(2);
  }
}
