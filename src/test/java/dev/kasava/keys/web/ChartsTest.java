package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.UsageHistory;
import dev.kasava.keys.web.view.ChartView;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What is drawn, bar by bar, and the numbers behind it. */
final class ChartsTest {
  private static final Instant START = Instant.parse("2026-11-22T23:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static UsageHistory.Span span(int hours, Map<Client, Long> requests, long rejected) {
    return new UsageHistory.Span(START.plusSeconds(hours * 3600L), requests, rejected);
  }

  private static ChartView days(UsageHistory.Span... spans) {
    return Charts.of(new UsageHistory(BERLIN, List.of(spans), List.of(span(0, Map.of(), 0))))
        .getFirst();
  }

  @Test
  void barsStandUponEachOtherTheBusiestBelow() {
    ChartView chart =
        days(
            span(0, Map.of(Client.CURL, 30L, Client.CURSOR, 60L), 0),
            span(24, Map.of(), 7),
            span(48, Map.of(Client.CURL, 10L), 0));
    assertThat(chart.width()).isEqualTo(30);
    assertThat(chart.height()).isEqualTo(90);
    assertThat(chart.most()).isEqualTo("90");
    assertThat(chart.words()).isEqualTo("100 requests in 30 days, at most 90 in one day");
    assertThat(chart.from()).isEqualTo("2026-11-23");
    assertThat(chart.to()).isEqualTo("2026-11-25");
    assertThat(chart.clients())
        .containsExactly(
            new ChartView.Series("Cursor", "c1", "M1 90V30h8V90z", "60"),
            new ChartView.Series("curl", "c2", "M1 30V0h8V30zM21 90V80h8V90z", "40"));
  }

  @Test
  void theTableBeginsWithTheLatest() {
    ChartView chart =
        days(
            span(0, Map.of(Client.CURL, 1_000L, Client.CURSOR, 6L), 2),
            span(24, Map.of(Client.CURL, 3L), 0));
    assertThat(chart.unit()).isEqualTo("Day");
    assertThat(chart.rows())
        .containsExactly(
            new ChartView.Row("2026-11-24", List.of("3", "0"), "3", "0"),
            new ChartView.Row("2026-11-23", List.of("1,000", "6"), "1,006", "2"));
  }

  /** However little it is beside the rest. */
  @Test
  void whatWasUsedIsSeen() {
    ChartView chart = days(span(0, Map.of(Client.CURL, 100_000L), 0), span(24, one(), 0));
    assertThat(chart.clients().get(1).path()).isEqualTo("M11 90V89h8V90z");
  }

  private static Map<Client, Long> one() {
    return Map.of(Client.CURSOR, 1L);
  }

  @Test
  void asManyClientsAsThereAreColoursAndTheRestAsOne() {
    Map<Client, Long> five =
        Map.of(Client.CURL, 9L, Client.CURSOR, 8L, Client.GO, 7L, Client.RUBY, 6L, Client.PHP, 5L);
    assertThat(days(span(0, five, 0)).clients())
        .extracting(ChartView.Series::label)
        .containsExactly("curl", "Cursor", "Go", "Ruby", "PHP");
    Map<Client, Long> six =
        Map.of(
            Client.CURL,
            9L,
            Client.CURSOR,
            8L,
            Client.GO,
            7L,
            Client.RUBY,
            6L,
            Client.PHP,
            5L,
            Client.BROWSER,
            4L);
    assertThat(days(span(0, six, 0)).clients())
        .extracting(ChartView.Series::label, ChartView.Series::total)
        .containsExactly(
            Tuple.tuple("curl", "9"),
            Tuple.tuple("Cursor", "8"),
            Tuple.tuple("Go", "7"),
            Tuple.tuple("Ruby", "6"),
            Tuple.tuple("All others", "9"));
  }

  @Test
  void hoursAreNamedByTheirTime() {
    ChartView hours =
        Charts.of(
                new UsageHistory(
                    BERLIN, List.of(span(0, Map.of(), 0)), List.of(span(0, Map.of(), 0))))
            .get(1);
    assertThat(hours.from()).isEqualTo("11-23 00:00");
    assertThat(hours.empty()).isTrue();
  }
}
