package dev.kasava.keys.usage;

import static dev.kasava.keys.usage.CountedKeys.MILLIS;
import static dev.kasava.keys.usage.CountedKeys.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The word of a line in which its uses are counted. */
final class CountWordTest {
  @Test
  void aUseIsOneWord() {
    int client = 28;
    long word = CountWord.one(client, MILLIS - 10);
    for (int i = 2; i <= 1_000; i++) {
      word = CountWord.plusOne(word, client, MILLIS - i % 7);
      assertThat(CountWord.requests(word)).isEqualTo(i);
    }
    assertThat(CountWord.client(word)).isEqualTo(client);
    assertThat(CountWord.lastAt(word)).isEqualTo(NOW);
    assertThat(CountWord.plusOne(word, 3, MILLIS)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.plusOne(word, client, MILLIS + 1)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.plusOne(word | CountWord.SEAL, client, MILLIS))
        .isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.requests(word | CountWord.SEAL)).isEqualTo(1_000);
    while (CountWord.requests(word) < (1 << 16) - 1) {
      word = CountWord.plusOne(word, client, MILLIS);
    }
    assertThat(CountWord.plusOne(word, client, MILLIS)).isEqualTo(CountWord.NO_ROOM);
    assertThat(CountWord.lastAt(CountWord.one(client, -1))).isEqualTo(Instant.EPOCH);
    assertThat(CountWord.lastAt(CountWord.one(client, Long.MAX_VALUE)))
        .isBetween(Instant.parse("2089-01-01T00:00:00Z"), Instant.parse("2090-01-01T00:00:00Z"));
    assertThatThrownBy(() -> CountWord.one(32, MILLIS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
