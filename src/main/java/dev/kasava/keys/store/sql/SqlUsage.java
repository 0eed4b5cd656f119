package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what one key was used for: its totals, and its quarters summed up in various ways. */
final class SqlUsage {
  private record Total(
      long accepted, long rejected, @Nullable Instant lastUsedAt, @Nullable Client lastClient) {}

  private record Quarter(long quarter, Client client, Counted outcome, long requests) {}

  private final Handle handle;
  private final KeyId key;

  SqlUsage(Handle handle, KeyId key) {
    this.handle = handle;
    this.key = key;
  }

  /** Days and months are those of {@code zone}. */
  Usage read(ZoneId zone, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    long todayFrom = UsageStore.quarterOf(today.atStartOfDay(zone).toInstant());
    long monthFrom = UsageStore.quarterOf(today.withDayOfMonth(1).atStartOfDay(zone).toInstant());
    long hoursFrom =
        UsageStore.quarterOf(now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(23)));
    Total total = total();
    List<Quarter> quarters = quarters(Math.min(monthFrom, hoursFrom));
    return new Usage(
        total.accepted(),
        acceptedSince(quarters, todayFrom),
        acceptedSince(quarters, monthFrom),
        total.rejected(),
        total.lastUsedAt(),
        total.lastClient(),
        zone,
        byHour(quarters, hoursFrom),
        byClient(quarters, monthFrom));
  }

  private Total total() {
    return handle
        .createQuery("select * from usage_total where key_id = :key")
        .bind("key", key.value())
        .map(
            (row, context) -> {
              String client = row.getString("last_client");
              return new Total(
                  row.getLong("accepted"),
                  row.getLong("rejected"),
                  Rows.instant(row, "last_used_at"),
                  client == null ? null : Client.ofCode(client));
            })
        .findOne()
        .orElse(new Total(0, 0, null, null));
  }

  private List<Quarter> quarters(long from) {
    return handle
        .createQuery(
            "select quarter, client, outcome, requests from usage_quarter"
                + " where key_id = :key and quarter >= :from")
        .bind("key", key.value())
        .bind("from", from)
        .map(
            (row, context) ->
                new Quarter(
                    row.getLong("quarter"),
                    Client.ofCode(row.getString("client")),
                    Counted.ofCode(row.getString("outcome")),
                    row.getLong("requests")))
        .list();
  }

  private static long acceptedSince(List<Quarter> quarters, long from) {
    long sum = 0;
    for (Quarter quarter : quarters) {
      if (quarter.quarter() >= from && quarter.outcome() == Counted.ACCEPTED) {
        sum = saturatingSum(sum, quarter.requests());
      }
    }
    return sum;
  }

  private static List<Usage.Hour> byHour(List<Quarter> quarters, long from) {
    Map<Long, Usage.Hour> hours = new TreeMap<>();
    for (Quarter quarter : quarters) {
      if (quarter.quarter() >= from) {
        long hour = Math.floorDiv(quarter.quarter(), 4L);
        Usage.Hour one =
            new Usage.Hour(
                UsageStore.startOfQuarter(hour * 4), accepted(quarter), rejected(quarter));
        hours.merge(
            hour,
            one,
            (a, b) ->
                new Usage.Hour(
                    a.start(),
                    saturatingSum(a.requests(), b.requests()),
                    saturatingSum(a.rejected(), b.rejected())));
      }
    }
    return List.copyOf(hours.values());
  }

  private static List<Usage.ByClient> byClient(List<Quarter> quarters, long from) {
    Map<Client, Usage.ByClient> clients = new EnumMap<>(Client.class);
    for (Quarter quarter : quarters) {
      if (quarter.quarter() >= from) {
        Usage.ByClient one =
            new Usage.ByClient(quarter.client(), accepted(quarter), rejected(quarter));
        clients.merge(
            quarter.client(),
            one,
            (a, b) ->
                new Usage.ByClient(
                    a.client(),
                    saturatingSum(a.requests(), b.requests()),
                    saturatingSum(a.rejected(), b.rejected())));
      }
    }
    return clients.values().stream()
        .sorted(Comparator.comparingLong(Usage.ByClient::requests).reversed())
        .toList();
  }

  private static long accepted(Quarter quarter) {
    return quarter.outcome() == Counted.ACCEPTED ? quarter.requests() : 0;
  }

  private static long rejected(Quarter quarter) {
    return quarter.outcome() == Counted.ACCEPTED ? 0 : quarter.requests();
  }

  private static long saturatingSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
