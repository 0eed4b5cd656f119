package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitTest {
  private static RateLimit limit(long requests, long seconds) {
    return new RateLimit(requests, Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1000000, 86400", "100, 60"})
  void takesWhatIsInRange(long requests, long seconds) {
    assertThat(RateLimit.of(requests, seconds)).isEqualTo(Outcome.done(limit(requests, seconds)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 60",
    "-1, 60",
    "1000001, 60",
    "9223372036854775807, 60",
    "100, 0",
    "100, -60",
    "100, 86401",
    "100, 9223372036854775807"
  })
  void refusesWhatIsNot(long requests, long seconds) {
    assertThat(RateLimit.of(requests, seconds))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.refusal().message()).contains("1 to 1000000", "1 to 86400"));
    assertThatThrownBy(() -> limit(requests, seconds)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void windowsAreWholeSeconds() {
    assertThatThrownBy(() -> new RateLimit(1, Duration.ofMillis(1_500)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 60, 100, 60, true",
    "99, 60, 100, 60, true",
    "101, 60, 100, 60, false",
    "100, 61, 100, 60, true",
    "100, 59, 100, 60, false",
    "50, 30, 100, 60, true",
    "51, 30, 100, 60, false",
    "200, 120, 100, 60, false",
    "1, 1, 100, 60, true",
    "2, 1, 100, 60, false",
    "1000000, 86400, 1000000, 86400, true"
  })
  void liesWithinWhatLetsThroughNoLess(
      long requests, long seconds, long otherRequests, long otherSeconds, boolean within) {
    assertThat(limit(requests, seconds).isWithin(limit(otherRequests, otherSeconds)))
        .isEqualTo(within);
  }

  @Test
  void readsAsASentencePart() {
    assertThat(limit(100, 60)).hasToString("100 requests in 60 seconds");
    assertThat(limit(1, 1)).hasToString("1 request in 1 second");
  }
}
