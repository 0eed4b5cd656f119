package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private final Times times = new Times(InstantSource.fixed(NOW));

  @ParameterizedTest
  @CsvSource({
    "PT0S, 1 minute",
    "PT1M59S, 1 minute",
    "PT2M, 2 minutes",
    "PT59M59S, 59 minutes",
    "PT1H, 1 hour",
    "PT23H59M, 23 hours",
    "P1D, 1 day",
    "P59D, 59 days",
    "P60D, 2 months",
    "P364D, 12 months",
    "P365D, 1 year",
    "P729D, 1 year",
    "P730D, 2 years",
  })
  void aLengthIsToldToItsLargestUnit(Duration length, String words) {
    assertThat(Times.rough(length)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, just now",
    "PT59S, just now",
    "PT1M, 1 minute ago",
    "P2D, 2 days ago",
    "PT-1S, in 1 minute",
    "P-3D, in 3 days",
  })
  void aMomentIsToldFromNow(Duration ago, String words) {
    assertThat(times.moment(NOW.minus(ago)).relative()).isEqualTo(words);
  }

  @Test
  void aMomentIsToldWhereThePersonIs() {
    Instant odd = Instant.parse("2026-11-22T23:30:15.9Z");
    var there = times.in(ZoneId.of("Europe/Berlin")).moment(odd);
    assertThat(there.machine()).isEqualTo("2026-11-22T23:30:15Z");
    assertThat(there.date()).isEqualTo("2026-11-23");
    assertThat(there.exact()).isEqualTo("2026-11-23 00:30:15 Europe/Berlin");
    assertThat(times.in(ZoneId.of("Etc/UTC")).moment(odd).exact())
        .isEqualTo("2026-11-22 23:30:15 UTC");
    assertThat(times.momentOrNull(null)).isNull();
  }
}
