package dev.kasava.keys.web;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.UsageHistory;
import dev.kasava.keys.key.UsageHistory.Span;
import dev.kasava.keys.web.view.ChartView;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws use over time: stacked bars by client, and the table behind them. */
final class Charts {
  private static final int STEP = 10;
  private static final int BAR = 8;
  private static final int HEIGHT = 90;

  /** As many as there are colours to be told apart; the others are drawn as one. */
  private static final int MOST_CLIENTS = 5;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

  private final ZoneId zone;
  private final List<Span> spans;
  private final DateTimeFormatter form;
  private final long most;

  private record Group(String label, List<Client> clients) {
    long of(Span span) {
      return clients.stream().mapToLong(client -> span.requests().getOrDefault(client, 0L)).sum();
    }
  }

  private Charts(ZoneId zone, List<Span> spans, DateTimeFormatter form) {
    this.zone = zone;
    this.spans = spans;
    this.form = form;
    this.most = spans.stream().mapToLong(Span::total).max().orElse(0);
  }

  static List<ChartView> of(UsageHistory history) {
    ZoneId zone = history.timeZone();
    return List.of(
        new Charts(zone, history.days(), DAY).view("days", "30 days", "Day"),
        new Charts(zone, history.hours(), HOUR).view("hours", "24 hours", "Hour"));
  }

  private ChartView view(String id, String label, String unit) {
    List<Group> groups = groups();
    long total = spans.stream().mapToLong(Span::total).sum();
    return new ChartView(
        id,
        label,
        Words.requests(total)
            + " in "
            + label
            + ", at most "
            + Words.of(most)
            + " in one "
            + unit.toLowerCase(Locale.ROOT),
        spans.size() * STEP,
        HEIGHT,
        Words.of(most),
        start(spans.getFirst()),
        start(spans.getLast()),
        series(groups),
        unit,
        spans.reversed().stream().map(span -> row(span, groups)).toList());
  }

  private String start(Span span) {
    return form.format(span.start().atZone(zone));
  }

  /** The busiest clients, each by itself, and the rest together. */
  private List<Group> groups() {
    Map<Client, Long> totals = new EnumMap<>(Client.class);
    spans.forEach(
        span -> span.requests().forEach((client, count) -> totals.merge(client, count, Long::sum)));
    List<Client> busiest =
        totals.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    List<Group> groups = new ArrayList<>();
    boolean isTooMany = busiest.size() > MOST_CLIENTS;
    int alone = isTooMany ? MOST_CLIENTS - 1 : busiest.size();
    for (Client client : busiest.subList(0, alone)) {
      groups.add(new Group(Words.title(client), List.of(client)));
    }
    if (isTooMany) {
      groups.add(new Group("All others", busiest.subList(alone, busiest.size())));
    }
    return groups;
  }

  private List<ChartView.Series> series(List<Group> groups) {
    List<ChartView.Series> series = new ArrayList<>();
    long[] below = new long[spans.size()];
    for (Group group : groups) {
      StringBuilder path = new StringBuilder();
      long total = 0;
      for (int i = 0; i < spans.size(); i++) {
        long count = group.of(spans.get(i));
        total += count;
        if (count > 0) {
          bar(path, i, below[i], below[i] + count);
          below[i] += count;
        }
      }
      series.add(
          new ChartView.Series(
              group.label(), "c" + (series.size() + 1), path.toString(), Words.of(total)));
    }
    return series;
  }

  private void bar(StringBuilder path, int at, long from, long to) {
    long bottom = HEIGHT - height(from);
    long top = Math.min(bottom - 1, HEIGHT - height(to));
    path.append('M').append(at * STEP + (STEP - BAR) / 2).append(' ').append(bottom);
    path.append('V').append(top).append('h').append(BAR).append('V').append(bottom).append('z');
  }

  private long height(long count) {
    return Math.round((double) count / most * HEIGHT);
  }

  private ChartView.Row row(Span span, List<Group> groups) {
    return new ChartView.Row(
        start(span),
        groups.stream().map(group -> Words.of(group.of(span))).toList(),
        Words.of(span.total()),
        Words.of(span.rejected()));
  }
}
