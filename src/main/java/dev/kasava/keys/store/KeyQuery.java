package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which page of an owner's keys.
 *
 * @param search beginnings of words of the name, in any order; empty for all keys
 * @param status null for keys of every status
 * @param after the last key of the page before; null for the first page
 * @param limit 1 to {@link #MOST}
 * @param now decides which pending keys have lapsed, and each key's status
 */
public record KeyQuery(
    OwnerId owner,
    String search,
    @Nullable KeyStatus status,
    KeyOrder order,
    @Nullable Position after,
    int limit,
    Instant now) {
  /** The most keys in one page. */
  public static final int MOST = 200;

  /** Keys of every status, newest first. */
  public KeyQuery(OwnerId owner, String search, @Nullable Position after, int limit, Instant now) {
    this(owner, search, null, KeyOrder.NEWEST, after, limit, now);
  }

  /**
   * A place in the list.
   *
   * @param millis what an order by time goes by
   * @param name what an order by name goes by
   */
  public record Position(long millis, String name, KeyId id) {
    /** A place in a list by creation. */
    public Position(Instant createdAt, KeyId id) {
      this(createdAt.toEpochMilli(), "", id);
    }
  }
}
