package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which page of an owner's keys.
 *
 * @param search beginnings of words of the name, in any order; empty for all keys
 * @param after the last key of the page before; null for the first page
 * @param limit 1 to {@link #MOST}
 * @param now decides which pending keys have lapsed
 */
public record KeyQuery(
    OwnerId owner, String search, @Nullable Position after, int limit, Instant now) {
  /** The most keys in one page. */
  public static final int MOST = 200;

  /** A place in the list. */
  public record Position(Instant createdAt, KeyId id) {}
}
