package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads a page of keys, by statements put together from constants.
 *
 * <p>A list of all keys is a range of the order's index. Of a search or a status it is not known
 * whether many keys fit or few. Where many do, the first keys in order fill the page. Where few do,
 * they are found by the words or the expiry and then sorted.
 */
final class ListSql {
  /** How many keys in order are looked at before those that fit are looked for. */
  private static final int LOOK = 500;

  /** From how many keys on it is quicker to go through all in order than to sort those that fit. */
  private static final int FEW = 3_000;

  private static final String COLUMNS = "select k.*, u.last_used_at, u.last_client from ";
  private static final String DETAILS = " left join usage_total u on u.key_id = k.id";
  private static final String KEYS = "api_key k";
  private static final String OF_OWNER = " where k.owner_id = :owner";
  private static final String THERE = " and (k.claim_by is null or k.claim_by > :now)";
  private static final String HAS_WORD = "exists (select 1 from key_word where key_id = k.id";

  /**
   * With the collation of names, which a parameter has not by itself: databases then lower letters
   * of it that they leave as they are in names. Of no key, so that it holds for all rows.
   */
  private static final String AFTER_NAME =
      "lower(coalesce((select name from api_key where id = ''), :afterName))";

  private static final String EXPIRY = "coalesce(k.expires_at, " + KeyOrder.NEVER + ")";

  private final Handle handle;
  private final KeyQuery query;
  private final List<String> words;

  ListSql(Handle handle, KeyQuery query) {
    this.handle = handle;
    this.query = query;
    this.words = Words.of(query.search());
  }

  /** One key more than the page takes, if there is one, so that it is known whether more follow. */
  List<KeySummary> read() {
    if (words.isEmpty() && query.status() == null) {
      return run(inOrder(""));
    }
    int rarest = rarest();
    if (rarest >= 0) {
      return run(withDetails(ofWord(rarest)));
    }
    List<KeySummary> first = run(firstInOrder());
    if (first.size() > query.limit()) {
      return first;
    }
    return words.isEmpty()
        ? run(withDetails(ofStatus()))
        : run(inOrder(words("k.id in (select key_id from key_word where owner_id = :owner", -1)));
  }

  private String inOrder(String filter) {
    return COLUMNS
        + (isByUse() ? "usage_total u join api_key k on k.id = u.key_id" : KEYS + DETAILS)
        + (isByUse() ? " where u.owner_id = :owner" : OF_OWNER)
        + THERE
        + filter
        + status()
        + after()
        + orderBy(by())
        + " limit :limit";
  }

  /** Those that fit among the first keys in order. */
  private String firstInOrder() {
    return COLUMNS
        + "(select k.*, "
        + by()
        + " as place from "
        + (isByUse()
            ? "usage_total u join api_key k on k.id = u.key_id where u.owner_id = :owner"
            : KEYS + OF_OWNER)
        + after()
        + orderBy(by())
        + " limit "
        + LOOK
        + ") k"
        + DETAILS
        + OF_OWNER
        + THERE
        + words(HAS_WORD, -1)
        + status()
        + orderBy("k.place")
        + " limit :limit";
  }

  /** Not by the index of the order, which is as long as the list. */
  private String ofStatus() {
    return places(KEYS, "", "", isByName() ? by() + " || ''" : "+" + by());
  }

  private String ofWord(int word) {
    return places(
        "(select distinct key_id as id from key_word where owner_id = :owner"
            + range(word)
            + ") w cross join "
            + KEYS,
        " and k.id = w.id",
        words(HAS_WORD, word),
        by());
  }

  /** The ids and places of those that fit, sorted. */
  private String places(String from, String join, String filter, String place) {
    return "select k.id as id, "
        + by()
        + " as place from "
        + from
        + (isByUse() ? DETAILS : "")
        + OF_OWNER
        + join
        + THERE
        + filter
        + status()
        + after()
        + orderBy(place)
        + " limit :limit";
  }

  private String withDetails(String places) {
    return COLUMNS
        + "("
        + places
        + ") p cross join "
        + KEYS
        + DETAILS
        + " where k.id = p.id"
        + orderBy("p.place");
  }

  /** The number of the word that the fewest keys have; negative when each has many. */
  private int rarest() {
    record Count(int word, int keys) {}
    return IntStream.range(0, words.size())
        .mapToObj(word -> new Count(word, count(word)))
        .filter(count -> count.keys() < FEW)
        .min(Comparator.comparingInt(Count::keys))
        .map(Count::word)
        .orElse(-1);
  }

  private int count(int word) {
    String sql =
        "select count(*) from (select 1 from key_word where owner_id = :owner"
            + range(word)
            + " limit "
            + FEW
            + ") found";
    return bindWord(handle.createQuery(sql).bind("owner", query.owner().value()), word)
        .mapTo(Integer.class)
        .one();
  }

  private static String range(int word) {
    return " and word >= :w%1$d and word < :e%1$d".formatted(word);
  }

  /** A condition for every word but one. */
  private String words(String condition, int except) {
    StringBuilder sql = new StringBuilder();
    for (int word = 0; word < words.size(); word++) {
      if (word != except) {
        sql.append(" and ").append(condition).append(range(word)).append(")");
      }
    }
    return sql.toString();
  }

  /** As {@link ApiKey#status} has it. */
  private String status() {
    KeyStatus status = query.status();
    return status == null
        ? ""
        : " and "
            + switch (status) {
              // Not by the expression, whose index has far more keys than wait to be claimed.
              case PENDING ->
                  "k.last_four is null and (k.expires_at is null or k.expires_at > :now)";
              case ACTIVE -> "k.last_four is not null and " + EXPIRY + " > :soon";
              case EXPIRING_SOON ->
                  "k.last_four is not null and " + EXPIRY + " > :now and " + EXPIRY + " <= :soon";
              case EXPIRED -> EXPIRY + " <= :now";
            };
  }

  private String after() {
    return query.after() == null
        ? ""
        : " and (" + by() + ", " + id() + ") " + (isDescending() ? "<" : ">") + place();
  }

  private String place() {
    return isByName() ? " (" + AFTER_NAME + ", :afterId)" : " (:afterMillis, :afterId)";
  }

  private String orderBy(String place) {
    String direction = isDescending() ? " desc" : "";
    String id = place.equals("p.place") ? "p.id" : place.equals("k.place") ? "k.id" : id();
    return " order by " + place + direction + ", " + id + direction;
  }

  private String id() {
    return isByUse() ? "u.key_id" : "k.id";
  }

  private String by() {
    return switch (query.order()) {
      case NEWEST, OLDEST -> "k.created_at";
      case NAME, NAME_REVERSED -> "lower(k.name)";
      case LAST_USED, LONGEST_UNUSED -> "coalesce(u.last_used_at, 0)";
      case EXPIRY, EXPIRY_REVERSED -> EXPIRY;
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

  private boolean isByUse() {
    return query.order() == KeyOrder.LAST_USED || query.order() == KeyOrder.LONGEST_UNUSED;
  }

  private List<KeySummary> run(String sql) {
    Query statement = handle.createQuery(sql);
    for (int word = 0; word < words.size(); word++) {
      if (sql.contains(":w" + word + " ")) {
        bindWord(statement, word);
      }
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
    if (sql.contains(":soon")) {
      statement.bind("soon", query.now().plus(ApiKey.EXPIRING_SOON).toEpochMilli());
    }
    return statement
        .bind("owner", query.owner().value())
        .bind("now", query.now().toEpochMilli())
        .bind("limit", query.limit() + 1)
        .map((row, context) -> Rows.summary(row))
        .list();
  }

  private Query bindWord(Query statement, int word) {
    return statement
        .bind("w" + word, words.get(word))
        .bind("e" + word, Words.endOfPrefix(words.get(word)));
  }
}
