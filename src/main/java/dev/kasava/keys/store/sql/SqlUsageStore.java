package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.Habits;
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
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Counts of requests in SQL. Thread-safe. */
public final class SqlUsageStore implements UsageStore {
  // Past the largest long SQLite turns to floating point, PostgreSQL to an error.
  static final String SATURATING_SUM =
      "case when %1$s > 9223372036854775807 - %2$s then 9223372036854775807"
          + " else %1$s + %2$s end";

  /** Every key that is there has its totals from the start. */
  private static final String ADD_QUARTER =
      "insert into usage_quarter (key_id, quarter, client, outcome, requests)"
          + " select key_id, :quarter, :client, :outcome, :requests from usage_total"
          + " where key_id = :key"
          + " on conflict (key_id, quarter, client, outcome) do update set requests = "
          + SATURATING_SUM.formatted("usage_quarter.requests", "excluded.requests");

  private static final String ADD_USES =
      "update usage_total set accepted = "
          + SATURATING_SUM.formatted("accepted", ":requests")
          + ", last_client = case when last_used_at > :lastAt then last_client else :client end"
          + ", last_used_at = case when last_used_at > :lastAt then last_used_at else :lastAt end"
          + " where key_id = :key";

  private static final String ADD_REFUSALS =
      "update usage_total set rejected = "
          + SATURATING_SUM.formatted("rejected", ":requests")
          + " where key_id = :key";

  private final SqlDatabase database;
  private final AtomicLong additions = new AtomicLong();

  public SqlUsageStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void add(Batch batch) {
    if (batch.tallies().isEmpty()) {
      return;
    }
    // Neighbours share a page, so that each page is looked for and changed once.
    List<Tally> byKey =
        batch.tallies().stream()
            .sorted(Comparator.comparing(tally -> tally.key().value()))
            .toList();
    database.write(
        handle -> {
          boolean isNew = note(handle, batch);
          if (isNew) {
            addQuarters(handle, byKey);
            addTotals(handle, byKey);
          }
          return isNew;
        });
    additions.incrementAndGet();
  }

  private static boolean note(Handle handle, Batch batch) {
    return handle
            .createUpdate(
                "insert into usage_journal (journal, added) values (:journal, :number)"
                    + " on conflict (journal) do update set added = excluded.added"
                    + " where usage_journal.added < excluded.added")
            .bind("journal", batch.journal())
            .bind("number", batch.number())
            .execute()
        == 1;
  }

  @Override
  public void end(String journal) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from usage_journal where journal = :journal")
                .bind("journal", journal)
                .execute());
  }

  @Override
  public long additions() {
    return additions.get();
  }

  private static void addQuarters(Handle handle, List<Tally> tallies) {
    PreparedBatch batch = handle.prepareBatch(ADD_QUARTER);
    for (Tally tally : tallies) {
      batch
          .bind("key", tally.key().value())
          .bind("quarter", tally.quarter())
          .bind("client", tally.client().code())
          .bind("outcome", tally.outcome().code())
          .bind("requests", tally.requests())
          .add();
    }
    batch.execute();
  }

  /** A refusal is no use: it moves neither the time nor the client of the last one. */
  private static void addTotals(Handle handle, List<Tally> tallies) {
    PreparedBatch uses = handle.prepareBatch(ADD_USES);
    PreparedBatch refusals = handle.prepareBatch(ADD_REFUSALS);
    for (Tally tally : tallies) {
      if (tally.outcome() == Counted.ACCEPTED) {
        uses.bind("key", tally.key().value())
            .bind("requests", tally.requests())
            .bind("lastAt", tally.lastAt().toEpochMilli())
            .bind("client", tally.client().code())
            .add();
      } else {
        refusals.bind("key", tally.key().value()).bind("requests", tally.requests()).add();
      }
    }
    uses.execute();
    refusals.execute();
  }

  @Override
  public Map<KeyId, List<Slice>> slices(List<KeyId> keys, List<Instant> bounds) {
    return keys.isEmpty()
        ? Map.of()
        : database.read(handle -> SqlSlices.read(handle, keys, bounds));
  }

  @Override
  public void foldDays(Instant before) {
    new SqlDays(database).fold(before);
  }

  @Override
  public void sighted(List<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return;
    }
    database.write(
        handle -> {
          PreparedBatch notes =
              handle.prepareBatch(
                  "insert into key_host (key_id, host, first_seen, last_seen)"
                      + " select id, :host, :at, :at from api_key where id = :key"
                      + " on conflict (key_id, host) do update set"
                      + " last_seen = case when key_host.last_seen > excluded.last_seen"
                      + " then key_host.last_seen else excluded.last_seen end");
          PreparedBatch limits =
              handle.prepareBatch(
                  "delete from key_host where key_id = :key and host in (select host from key_host"
                      + " where key_id = :key order by last_seen desc, host limit "
                      + Integer.MAX_VALUE
                      + " offset "
                      + MOST_HOSTS
                      + ")");
          for (Sighting sighting : sightings) {
            notes
                .bind("key", sighting.key().value())
                .bind("host", sighting.host())
                .bind("at", sighting.at().toEpochMilli())
                .add();
            limits.bind("key", sighting.key().value()).add();
          }
          notes.execute();
          limits.execute();
          return sightings.size();
        });
  }

  @Override
  public void secretsUsed(List<SecretUse> uses) {
    if (uses.isEmpty()) {
      return;
    }
    database.write(
        handle -> {
          for (SecretUse use : uses) {
            handle
                .createUpdate(
                    "update secret set last_used_at = :at where key_id = :key"
                        + " and ended_reason is null and created_at <= :at"
                        + " and coalesce(last_used_at, 0) < :at and live_until is "
                        + (use.isOld() ? "not null" : "null"))
                .bind("key", use.key().value())
                .bind("at", use.at().toEpochMilli())
                .execute();
          }
          return uses.size();
        });
  }

  @Override
  public Map<KeyId, Habits> habits(List<KeyId> keys, Instant now) {
    return keys.isEmpty()
        ? Map.of()
        : database.read(handle -> new SqlHabits(handle, keys, now).read());
  }

  private record Total(
      long accepted, long rejected, @Nullable Instant lastUsedAt, @Nullable Client lastClient) {}

  private record Quarter(long quarter, Client client, Counted outcome, long requests) {}

  @Override
  public Usage usage(KeyId key, ZoneId zone, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    long todayFrom = UsageStore.quarterOf(today.atStartOfDay(zone).toInstant());
    long monthFrom = UsageStore.quarterOf(today.withDayOfMonth(1).atStartOfDay(zone).toInstant());
    long hoursFrom =
        UsageStore.quarterOf(now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(23)));
    return database.read(
        handle -> {
          Total total = total(handle, key);
          List<Quarter> quarters = quarters(handle, key, Math.min(monthFrom, hoursFrom));
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
        });
  }

  private static Total total(Handle handle, KeyId key) {
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

  private static List<Quarter> quarters(Handle handle, KeyId key, long from) {
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
