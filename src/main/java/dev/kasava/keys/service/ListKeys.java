package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.usage.UsageMeter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the caller's keys, a page at a time. */
public final class ListKeys {
  /** How many keys a page has unless the caller asks for another number. */
  public static final int DEFAULT_LIMIT = 50;

  /**
   * @param search beginnings of words of the name; empty for all keys
   * @param status null for keys of every status
   * @param cursor where the page before ended, in the same order; null for the first page
   * @param limit 1 to {@link KeyQuery#MOST}
   */
  public record Request(
      String search,
      @Nullable KeyStatus status,
      KeyOrder order,
      @Nullable String cursor,
      int limit) {
    /** Keys of every status, newest first. */
    public Request(String search, @Nullable String cursor, int limit) {
      this(search, null, KeyOrder.NEWEST, cursor, limit);
    }
  }

  /**
   * @param nextCursor where the next page begins; null on the last
   */
  public record Page(List<KeySummary> keys, @Nullable String nextCursor) {}

  private final KeyStore store;
  private final UsageMeter meter;
  private final InstantSource clock;

  public ListKeys(KeyStore store, UsageMeter meter, InstantSource clock) {
    this.store = store;
    this.meter = meter;
    this.clock = clock;
  }

  public Outcome<Page> list(Caller caller, Request request) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    if (request.limit() < 1 || request.limit() > KeyQuery.MOST) {
      return Outcome.refused(
          new Refusal.Invalid("limit", "The limit is 1 to " + KeyQuery.MOST + "."));
    }
    String cursor = request.cursor();
    Optional<KeyQuery.Position> after =
        cursor == null ? Optional.empty() : Cursors.position(request.order(), cursor);
    if (cursor != null && after.isEmpty()) {
      return Outcome.refused(
          new Refusal.Invalid(
              "cursor", "This cursor is none of ours. Start again without a cursor."));
    }
    meter.flush();
    KeyQuery query =
        new KeyQuery(
            caller.owner(),
            request.search(),
            request.status(),
            request.order(),
            after.orElse(null),
            request.limit(),
            Rules.now(clock));
    KeyPage page = store.read(reader -> reader.keys(query));
    return Outcome.done(
        new Page(
            page.keys(),
            page.more() ? Cursors.after(request.order(), page.keys().getLast()) : null));
  }
}
