package dev.kasava.keys.store.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Adds up old quarters of an hour to days in UTC, a few at a time. */
final class SqlDays {
  static final long SECONDS_A_DAY = 86_400;
  static final long QUARTERS_A_DAY = 96;

  private static final int KEYS_A_LOOK = 1_000;
  private static final int DAYS_A_TURN = 20;

  private static final String OLDEST =
      "select t.key_id,"
          + " coalesce((select min(q.quarter) from usage_quarter q where q.key_id = t.key_id),"
          + " 9223372036854775807) as oldest"
          + " from usage_total t where t.key_id > :after order by t.key_id limit "
          + KEYS_A_LOOK;

  private static final String OF_THE_DAY =
      " from usage_quarter where key_id = :key and quarter >= :since and quarter < :before";

  private static final String ADD =
      "insert into usage_day (key_id, day, client, outcome, requests)"
          + " select key_id, :day, client, outcome, sum("
          + SqlSlices.CAPPED
          + ")"
          + OF_THE_DAY
          + " group by key_id, client, outcome"
          + " on conflict (key_id, day, client, outcome) do update set requests = "
          + SqlUsageStore.SATURATING_SUM.formatted("usage_day.requests", "excluded.requests");

  private final SqlDatabase database;

  SqlDays(SqlDatabase database) {
    this.database = database;
  }

  /** The oldest quarter of a key; the largest number when it has none. */
  private record Oldest(String key, long quarter) {
    long day() {
      return Math.floorDiv(quarter, QUARTERS_A_DAY);
    }
  }

  /** Folds the days that were over by {@code before}; the oldest of each key first. */
  void fold(Instant before) {
    long end = Math.floorDiv(before.getEpochSecond(), SECONDS_A_DAY);
    String after = "";
    while (true) {
      List<Oldest> looked = look(after);
      List<Oldest> old = looked.stream().filter(one -> one.day() < end).toList();
      for (int i = 0; i < old.size(); i += DAYS_A_TURN) {
        List<Oldest> turn = old.subList(i, Math.min(i + DAYS_A_TURN, old.size()));
        database.write(handle -> fold(handle, turn));
      }
      if (old.isEmpty()) {
        if (looked.size() < KEYS_A_LOOK) {
          return;
        }
        after = looked.getLast().key();
      }
    }
  }

  private List<Oldest> look(String after) {
    return database.read(
        handle ->
            handle
                .createQuery(OLDEST)
                .bind("after", after)
                .map((row, context) -> new Oldest(row.getString("key_id"), row.getLong("oldest")))
                .list());
  }

  private static int fold(Handle handle, List<Oldest> days) {
    PreparedBatch additions = handle.prepareBatch(ADD);
    PreparedBatch removals = handle.prepareBatch("delete" + OF_THE_DAY);
    for (Oldest one : days) {
      bind(additions.bind("day", one.day()), one);
      bind(removals, one);
    }
    additions.execute();
    removals.execute();
    return days.size();
  }

  private static void bind(PreparedBatch batch, Oldest one) {
    batch
        .bind("key", one.key())
        .bind("since", one.day() * QUARTERS_A_DAY)
        .bind("before", (one.day() + 1) * QUARTERS_A_DAY)
        .add();
  }

  static Instant startOf(long day) {
    return Instant.ofEpochSecond(day * SECONDS_A_DAY);
  }
}
