package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The use of several keys in several spans of time, by one query. */
final class SqlSlices {
  // No honest count of a quarter is larger, and a sum of larger ones would be an error.
  static final String CAPPED =
      "case when requests > 1000000000000000 then 1000000000000000 else requests end";

  private SqlSlices() {}

  static Map<KeyId, List<Slice>> read(Handle handle, List<KeyId> keys, List<Instant> bounds) {
    Map<KeyId, List<Slice>> found = new HashMap<>();
    addDays(handle, keys, bounds, found);
    Query query = query(handle, bounds).bindList("keys", keys.stream().map(KeyId::value).toList());
    add(query, row -> row.getInt("slot"), found);
    return found;
  }

  /** In which of the spans what a row tells of falls. */
  private interface Slot {
    int of(ResultSet row) throws SQLException;
  }

  private static void add(Query query, Slot slot, Map<KeyId, List<Slice>> found) {
    query
        .map(
            (row, context) ->
                Map.entry(
                    new KeyId(row.getString("key_id")),
                    new Slice(
                        slot.of(row),
                        Client.ofCode(row.getString("client")),
                        Counted.ofCode(row.getString("outcome")),
                        row.getLong("requests"))))
        .forEach(
            entry ->
                found
                    .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                    .add(entry.getValue()));
  }

  private static Query query(Handle handle, List<Instant> bounds) {
    StringBuilder sql = new StringBuilder("with span (slot, since, before) as (values ");
    for (int slot = 0; slot < bounds.size() - 1; slot++) {
      sql.append(slot == 0 ? "" : ", ");
      sql.append("(%1$d, :b%1$d, :b%2$d)".formatted(slot, slot + 1));
    }
    sql.append(") select q.key_id, span.slot, q.client, q.outcome, sum(")
        .append(CAPPED)
        .append(") as requests from span join usage_quarter q")
        .append(" on q.quarter >= span.since and q.quarter < span.before")
        .append(" where q.key_id in (<keys>) group by q.key_id, span.slot, q.client, q.outcome")
        .append(" order by q.key_id, span.slot");
    Query query = handle.createQuery(sql);
    for (int i = 0; i < bounds.size(); i++) {
      query.bind("b" + i, UsageStore.quarterOf(bounds.get(i)));
    }
    return query;
  }

  private static void addDays(
      Handle handle, List<KeyId> keys, List<Instant> bounds, Map<KeyId, List<Slice>> found) {
    Query query =
        handle
            .createQuery(
                "select key_id, day, client, outcome, requests from usage_day"
                    + " where key_id in (<keys>) and day >= :since and day < :before order by day")
            .bindList("keys", keys.stream().map(KeyId::value).toList())
            .bind("since", dayFrom(bounds.getFirst()))
            .bind("before", dayFrom(bounds.getLast()));
    add(query, row -> slot(bounds, SqlDays.startOf(row.getLong("day"))), found);
  }

  /** The first day that begins then or later. */
  private static long dayFrom(Instant bound) {
    return -Math.floorDiv(-bound.getEpochSecond(), SqlDays.SECONDS_A_DAY);
  }

  private static int slot(List<Instant> bounds, Instant start) {
    int slot = 0;
    while (!start.isBefore(bounds.get(slot + 1))) {
      slot++;
    }
    return slot;
  }
}
