package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.KeyStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads who did what to the caller's keys, newest first, a page at a time. */
public final class ReadAudit {
  /** How many records a page has unless the caller asks for another number. */
  public static final int DEFAULT_LIMIT = 50;

  /** The most records in one page. */
  public static final int MOST = 1_000;

  /**
   * @param key the id of the key that it is about, deleted ones included; null for all keys
   * @param cursor where the page before ended; null for the first page
   * @param limit 1 to {@link #MOST}
   */
  public record Request(@Nullable String key, @Nullable String cursor, int limit) {}

  /**
   * @param nextCursor where the next page begins; null on the last
   */
  public record Page(List<AuditEntry> entries, @Nullable String nextCursor) {}

  private final KeyStore store;

  public ReadAudit(KeyStore store) {
    this.store = store;
  }

  public Outcome<Page> read(Caller caller, Request request) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    if (request.limit() < 1 || request.limit() > MOST) {
      return Outcome.refused(new Refusal.Invalid("limit", "The limit is 1 to " + MOST + "."));
    }
    return before(request.cursor())
        .then(
            before ->
                key(request.key()).map(key -> page(caller, key.orElse(null), before, request)));
  }

  private Page page(Caller caller, @Nullable KeyId key, long before, Request request) {
    AuditQuery query = new AuditQuery(caller.owner(), key, before, request.limit() + 1);
    List<AuditEntry> found = store.read(reader -> reader.audit(query));
    if (found.size() <= request.limit()) {
      return new Page(found, null);
    }
    List<AuditEntry> entries = found.subList(0, request.limit());
    return new Page(entries, Long.toString(entries.getLast().sequence()));
  }

  private static Outcome<Optional<KeyId>> key(@Nullable String text) {
    if (text == null) {
      return Outcome.done(Optional.empty());
    }
    Optional<KeyId> key = KeyId.parse(text);
    return key.isPresent()
        ? Outcome.done(key)
        : Outcome.refused(new Refusal.Invalid("key", "This is no id of a key, such as key_...."));
  }

  private static Outcome<Long> before(@Nullable String cursor) {
    try {
      return Outcome.done(cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor));
    } catch (NumberFormatException e) {
      return Outcome.refused(
          new Refusal.Invalid(
              "cursor", "This cursor is none of ours. Start again without a cursor."));
    }
  }
}
