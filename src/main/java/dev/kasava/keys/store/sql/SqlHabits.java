package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.Habits;
import dev.kasava.keys.store.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** How a page of keys is used, in as many queries as it takes for one. */
final class SqlHabits {
  private static final long QUARTERS_A_DAY = 96;

  private record Recent(
      long lastDay, long monthBefore, int daysInUse, long firstOfWeek, long lastBefore) {}

  private final Handle handle;
  private final List<String> keys;
  private final long day;
  private final long week;
  private final long month;
  private final Instant weekAgo;

  SqlHabits(Handle handle, List<KeyId> keys, Instant now) {
    this.handle = handle;
    this.keys = keys.stream().map(KeyId::value).toList();
    this.day = UsageStore.quarterOf(now.minus(Duration.ofDays(1)));
    this.weekAgo = now.minus(Habits.WEEK);
    this.week = UsageStore.quarterOf(weekAgo);
    this.month = day - Habits.MONTH.toDays() * QUARTERS_A_DAY;
  }

  Map<KeyId, Habits> read() {
    Map<KeyId, Recent> recent = recent();
    Map<KeyId, Set<Client>> clients = clients();
    Map<KeyId, Set<Client>> newClients = newClients();
    Map<KeyId, Set<String>> newHosts = newHosts();
    Map<KeyId, Habits> habits = new HashMap<>();
    recent.forEach(
        (key, of) ->
            habits.put(
                key,
                new Habits(
                    clients.getOrDefault(key, Set.of()),
                    newClients.getOrDefault(key, Set.of()),
                    newHosts.getOrDefault(key, Set.of()),
                    of.lastDay(),
                    of.monthBefore(),
                    of.daysInUse(),
                    of.firstOfWeek() == 0 ? null : UsageStore.startOfQuarter(of.firstOfWeek()),
                    of.lastBefore() == 0 ? null : UsageStore.startOfQuarter(of.lastBefore()))));
    return habits;
  }

  private Query query(String sql) {
    return handle.createQuery(sql).bindList("keys", keys).bind("accepted", Counted.ACCEPTED.code());
  }

  private static KeyId key(String value) {
    return new KeyId(value);
  }

  private Map<KeyId, Recent> recent() {
    Map<KeyId, Recent> found = new HashMap<>();
    query(
            """
            select t.key_id,
              coalesce(sum(case when q.quarter >= :day then q.requests end), 0) as last_day,
              coalesce(sum(case when q.quarter < :day and q.quarter >= :month
                then q.requests end), 0) as month_before,
              count(distinct case when q.quarter < :day and q.quarter >= :month
                then q.quarter / 96 end) as days_in_use,
              coalesce(min(case when q.quarter >= :week then q.quarter end), 0) as first_of_week,
              coalesce((select max(b.quarter) from usage_quarter b where b.key_id = t.key_id
                and b.quarter < :week and b.outcome = :accepted),
                (select max(d.day) * 96 from usage_day d where d.key_id = t.key_id
                and d.outcome = :accepted), 0) as last_before
            from usage_total t left join usage_quarter q
              on q.key_id = t.key_id and q.outcome = :accepted and q.quarter >= :month
            where t.key_id in (<keys>) and t.accepted > 0
            group by t.key_id
            """)
        .bind("day", day)
        .bind("week", week)
        .bind("month", month)
        .map(
            (row, context) ->
                Map.entry(
                    key(row.getString("key_id")),
                    new Recent(
                        row.getLong("last_day"),
                        row.getLong("month_before"),
                        row.getInt("days_in_use"),
                        row.getLong("first_of_week"),
                        row.getLong("last_before"))))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  private Map<KeyId, Set<Client>> clients() {
    return clients(
        query(
                """
                select distinct key_id, client from usage_quarter
                where key_id in (<keys>) and outcome = :accepted and quarter >= :month
                """)
            .bind("month", month));
  }

  private Map<KeyId, Set<Client>> newClients() {
    return clients(
        query(
                """
                select distinct q.key_id, q.client from usage_quarter q
                where q.key_id in (<keys>) and q.outcome = :accepted and q.quarter >= :week
                  and not exists (select 1 from usage_quarter b where b.key_id = q.key_id
                    and b.client = q.client and b.outcome = :accepted and b.quarter < :week)
                  and not exists (select 1 from usage_day d where d.key_id = q.key_id
                    and d.client = q.client and d.outcome = :accepted)
                """)
            .bind("week", week));
  }

  private static Map<KeyId, Set<Client>> clients(Query query) {
    Map<KeyId, Set<Client>> found = new HashMap<>();
    query
        .map(
            (row, context) ->
                Map.entry(key(row.getString("key_id")), Client.ofCode(row.getString("client"))))
        .forEach(
            entry ->
                found
                    .computeIfAbsent(entry.getKey(), key -> EnumSet.noneOf(Client.class))
                    .add(entry.getValue()));
    return found;
  }

  /** A host is new only next to one that is not. */
  private Map<KeyId, Set<String>> newHosts() {
    Map<KeyId, Set<String>> found = new HashMap<>();
    handle
        .createQuery(
            """
            select h.key_id, h.host from key_host h
            where h.key_id in (<keys>) and h.first_seen >= :week
              and exists (select 1 from key_host b where b.key_id = h.key_id
                and b.first_seen < :week)
            """)
        .bindList("keys", keys)
        .bind("week", weekAgo.toEpochMilli())
        .map((row, context) -> Map.entry(key(row.getString("key_id")), row.getString("host")))
        .forEach(
            entry ->
                found
                    .computeIfAbsent(entry.getKey(), key -> new TreeSet<>())
                    .add(entry.getValue()));
    return found;
  }
}
