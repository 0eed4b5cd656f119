package dev.kasava.keys.key;

import static dev.kasava.keys.key.KeySamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeyTest {
  /** The expiry is so many seconds ahead. */
  @ParameterizedTest
  @CsvSource({
    "-1,      EXPIRED,       EXPIRED",
    "0,       EXPIRED,       EXPIRED",
    "0.001,   EXPIRING_SOON, PENDING",
    "604799,  EXPIRING_SOON, PENDING",
    "604800,  EXPIRING_SOON, PENDING",
    "604800.001, ACTIVE,     PENDING",
    "900000,  ACTIVE,        PENDING"
  })
  void statusTurnsAtItsBoundaries(
      double secondsAhead, KeyStatus whenClaimed, KeyStatus whenPending) {
    Instant expiry = NOW.plusMillis(Math.round(secondsAhead * 1000));
    assertThat(KeySamples.claimed().withExpiry(expiry).status(NOW)).isEqualTo(whenClaimed);
    assertThat(KeySamples.pending().withExpiry(expiry).status(NOW)).isEqualTo(whenPending);
  }

  @Test
  void withoutAnExpiryItIsPendingOrActive() {
    Instant late = NOW.plus(Duration.ofDays(40_000));
    assertThat(KeySamples.pending().status(NOW)).isEqualTo(KeyStatus.PENDING);
    assertThat(KeySamples.claimed().status(late)).isEqualTo(KeyStatus.ACTIVE);
    assertThat(KeySamples.claimed().isExpired(late)).isFalse();
  }

  @Test
  void aPendingKeyLapsesAtTheEndOfItsHour() {
    ApiKey key = KeySamples.pending();
    Instant end = NOW.plusSeconds(3600);
    assertThat(key.awaitsFirstClaim(end.minusMillis(1))).isTrue();
    assertThat(key.hasLapsed(end.minusMillis(1))).isFalse();
    assertThat(key.awaitsFirstClaim(end)).isFalse();
    assertThat(key.hasLapsed(end)).isTrue();
    assertThat(KeySamples.claimed().hasLapsed(end)).isFalse();
    assertThat(KeySamples.claimed().isClaimable(NOW)).isFalse();
  }

  @Test
  void aReplacementIsOpenForItsHourAndLeavesTheStatusAlone() {
    ApiKey.Replacement replacement =
        new ApiKey.Replacement(
            new Overlap.For(Duration.ZERO), null, Client.CURL, NOW, NOW.plus(ApiKey.CLAIM_WINDOW));
    ApiKey key = KeySamples.claimed().withReplacement(replacement);
    assertThat(key.status(NOW)).isEqualTo(KeyStatus.ACTIVE);
    assertThat(key.openReplacement(NOW.plusSeconds(3599))).isEqualTo(replacement);
    assertThat(key.isClaimable(NOW.plusSeconds(3599))).isTrue();
    assertThat(key.openReplacement(NOW.plusSeconds(3600))).isNull();
    assertThat(key.isClaimable(NOW.plusSeconds(3600))).isFalse();
    assertThat(key.withSecret(new ApiKey.SecretInfo("abcd", NOW)).replacement()).isNull();
  }
}
