package dev.kasava.keys.service;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.UsageHistory.Span;
import dev.kasava.keys.store.UsageStore.Slice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Days and hours as people count them, and what happened in each. */
final class Spans {
  static final int DAYS = 30;
  static final int HOURS = 24;

  private Spans() {}

  /** Where the last 30 days begin, and where today ends. */
  static List<Instant> days(ZoneId zone, Instant now) {
    LocalDate first = now.atZone(zone).toLocalDate().minusDays(DAYS - 1);
    List<Instant> bounds = new ArrayList<>();
    for (int day = 0; day <= DAYS; day++) {
      bounds.add(first.plusDays(day).atStartOfDay(zone).toInstant());
    }
    return bounds;
  }

  /** Where the last 24 hours of the clock begin, and where the current one ends. */
  static List<Instant> hours(ZoneId zone, Instant now) {
    Instant current = now.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
    List<Instant> bounds = new ArrayList<>();
    for (int hour = HOURS - 1; hour >= -1; hour--) {
      bounds.add(current.minus(Duration.ofHours(hour)));
    }
    return bounds;
  }

  static List<Span> of(List<Instant> bounds, List<Slice> slices) {
    List<Span> spans = new ArrayList<>();
    for (int slot = 0; slot < bounds.size() - 1; slot++) {
      spans.add(span(bounds.get(slot), slot, slices));
    }
    return spans;
  }

  private static Span span(Instant start, int slot, List<Slice> slices) {
    Map<Client, Long> requests = new EnumMap<>(Client.class);
    long rejected = 0;
    for (Slice slice : slices) {
      if (slice.slot() != slot) {
        continue;
      }
      if (slice.outcome() == Counted.ACCEPTED) {
        requests.merge(slice.client(), slice.requests(), Long::sum);
      } else {
        rejected += slice.requests();
      }
    }
    return new Span(start, requests, rejected);
  }

  /** The accepted requests of each span. */
  static List<Long> totals(int spans, List<Slice> slices) {
    long[] totals = new long[spans];
    for (Slice slice : slices) {
      if (slice.outcome() == Counted.ACCEPTED) {
        totals[slice.slot()] += slice.requests();
      }
    }
    return java.util.Arrays.stream(totals).boxed().toList();
  }
}
