package dev.kasava.keys.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.UsageHistory.Span;
import dev.kasava.keys.store.UsageStore.Slice;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Days and hours as people count them, also when the clocks are changed. */
final class SpansTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** On the day on which summer time ends there, at three in the afternoon. */
  private static final Instant NOW = Instant.parse("2026-10-25T14:20:30Z");

  @Test
  void thirtyDaysTodayLast() {
    List<Instant> days = Spans.days(BERLIN, NOW);
    assertThat(days).hasSize(31);
    assertThat(days.getFirst()).isEqualTo(Instant.parse("2026-09-25T22:00:00Z"));
    assertThat(days.get(29)).isEqualTo(Instant.parse("2026-10-24T22:00:00Z"));
    assertThat(days.getLast()).isEqualTo(Instant.parse("2026-10-25T23:00:00Z"));
  }

  /** Where the clock stands half an hour off, hours begin at half past. */
  @Test
  void twentyFourHoursTheCurrentOneLast() {
    List<Instant> hours = Spans.hours(ZoneId.of("Asia/Kolkata"), NOW);
    assertThat(hours).hasSize(25);
    assertThat(hours.getFirst()).isEqualTo(Instant.parse("2026-10-24T14:30:00Z"));
    assertThat(hours.get(23)).isEqualTo(Instant.parse("2026-10-25T13:30:00Z"));
    assertThat(hours.getLast()).isEqualTo(Instant.parse("2026-10-25T14:30:00Z"));
  }

  @Test
  void whatHappenedLiesInItsSpan() {
    List<Instant> bounds = List.of(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2));
    List<Slice> slices =
        List.of(
            new Slice(0, Client.CURL, Counted.ACCEPTED, 2),
            new Slice(0, Client.CURSOR, Counted.ACCEPTED, 3),
            new Slice(1, Client.CURL, Counted.ACCEPTED, 5),
            new Slice(1, Client.CURL, Counted.EXPIRED, 7),
            new Slice(1, Client.CURSOR, Counted.RATE_LIMITED, 11));
    assertThat(Spans.of(bounds, slices))
        .containsExactly(
            new Span(NOW, Map.of(Client.CURL, 2L, Client.CURSOR, 3L), 0),
            new Span(NOW.plusSeconds(1), Map.of(Client.CURL, 5L), 18));
    assertThat(Spans.totals(3, slices)).containsExactly(5L, 5L, 0L);
  }
}
