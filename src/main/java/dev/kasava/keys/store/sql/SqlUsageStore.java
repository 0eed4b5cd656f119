package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.Habits;
import dev.kasava.keys.store.UsageStore;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

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

  @Override
  public Usage usage(KeyId key, ZoneId zone, Instant now) {
    return database.read(handle -> new SqlUsage(handle, key).read(zone, now));
  }
}
