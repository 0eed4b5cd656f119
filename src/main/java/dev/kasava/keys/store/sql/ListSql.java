package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The statement of a page of keys: conditions, order and place put together from constants. */
final class ListSql {
  private final KeyQuery query;
  private final List<String> words;
  private final StringBuilder sql = new StringBuilder();

  ListSql(KeyQuery query) {
    this.query = query;
    this.words = Words.of(query.search());
  }

  /** One key more than the page takes, so that it is known whether more follow. */
  Query prepare(Handle handle, String select) {
    sql.append(select)
        .append(" where k.owner_id = :owner and (k.claim_by is null or k.claim_by > :now)");
    for (int i = 0; i < words.size(); i++) {
      sql.append(" and k.id in (select key_id from key_word where owner_id = :owner and word >= :w")
          .append(i)
          .append(" and word < :e")
          .append(i)
          .append(")");
    }
    KeyStatus status = query.status();
    if (status != null) {
      sql.append(" and ").append(condition(status));
    }
    if (query.after() != null) {
      sql.append(" and (").append(by()).append(", k.id) ").append(isDescending() ? "<" : ">");
      sql.append(isByName() ? " (lower(:afterName), :afterId)" : " (:afterMillis, :afterId)");
    }
    String direction = isDescending() ? " desc" : "";
    sql.append(" order by ").append(by()).append(direction).append(", k.id").append(direction);
    sql.append(" limit :limit");
    return bound(handle.createQuery(sql));
  }

  private Query bound(Query statement) {
    for (int i = 0; i < words.size(); i++) {
      statement.bind("w" + i, words.get(i)).bind("e" + i, Words.endOfPrefix(words.get(i)));
    }
    KeyQuery.Position after = query.after();
    if (after != null) {
      statement.bind("afterId", after.id().value());
      if (isByName()) {
        statement.bind("afterName", after.name());
      } else {
        statement.bind("afterMillis", after.millis());
      }
    }
    if (query.status() == KeyStatus.ACTIVE || query.status() == KeyStatus.EXPIRING_SOON) {
      Instant soon = query.now().plus(ApiKey.EXPIRING_SOON);
      statement.bind("soon", soon.toEpochMilli());
    }
    return statement
        .bind("owner", query.owner().value())
        .bind("now", query.now().toEpochMilli())
        .bind("limit", query.limit() + 1);
  }

  /** As {@link ApiKey#status} has it. */
  private static String condition(KeyStatus status) {
    return switch (status) {
      case PENDING -> "k.last_four is null and (k.expires_at is null or k.expires_at > :now)";
      case ACTIVE -> "k.last_four is not null and (k.expires_at is null or k.expires_at > :soon)";
      case EXPIRING_SOON ->
          "k.last_four is not null and k.expires_at > :now and k.expires_at <= :soon";
      case EXPIRED -> "k.expires_at <= :now";
    };
  }

  private String by() {
    return switch (query.order()) {
      case NEWEST, OLDEST -> "k.created_at";
      case NAME, NAME_REVERSED -> "lower(k.name)";
      case LAST_USED, LONGEST_UNUSED -> "coalesce(u.last_used_at, 0)";
      case EXPIRY, EXPIRY_REVERSED -> "coalesce(k.expires_at, " + KeyOrder.NEVER + ")";
    };
  }

  private boolean isDescending() {
    return switch (query.order()) {
      case NEWEST, NAME_REVERSED, LAST_USED, EXPIRY_REVERSED -> true;
      case OLDEST, NAME, LONGEST_UNUSED, EXPIRY -> false;
    };
  }

  private boolean isByName() {
    return query.order() == KeyOrder.NAME || query.order() == KeyOrder.NAME_REVERSED;
  }
}
