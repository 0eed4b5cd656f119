package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.usage.UsageMeter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the caller's keys, newest first, a page at a time. */
public final class ListKeys {
  /** How many keys a page has unless the caller asks for another number. */
  public static final int DEFAULT_LIMIT = 50;

  /**
   * @param search beginnings of words of the name; empty for all keys
   * @param cursor where the page before ended; null for the first page
   * @param limit 1 to {@link KeyQuery#MOST}
   */
  public record Request(String search, @Nullable String cursor, int limit) {}

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
    Optional<KeyQuery.Position> after = cursor == null ? Optional.empty() : position(cursor);
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
            after.orElse(null),
            request.limit(),
            Rules.now(clock));
    KeyPage page = store.read(reader -> reader.keys(query));
    return Outcome.done(
        new Page(page.keys(), page.more() ? cursorAfter(page.keys().getLast()) : null));
  }

  private static String cursorAfter(KeySummary last) {
    String text = last.key().createdAt().toEpochMilli() + "." + last.key().id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<KeyQuery.Position> position(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      int dot = text.indexOf('.');
      if (dot < 1) {
        return Optional.empty();
      }
      Instant createdAt = Instant.ofEpochMilli(Long.parseLong(text, 0, dot, 10));
      return KeyId.parse(text.substring(dot + 1)).map(id -> new KeyQuery.Position(createdAt, id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
