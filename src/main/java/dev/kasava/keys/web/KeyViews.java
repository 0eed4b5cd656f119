package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.web.view.Badge;
import dev.kasava.keys.web.view.KeyView;
import dev.kasava.keys.wire.Shapes;
import java.time.Instant;

/** From keys to what pages show of them. Thread-safe. */
final class KeyViews {
  private final Shapes shapes;
  private final Times times;

  KeyViews(Shapes shapes, Times times) {
    this.shapes = shapes;
    this.times = times;
  }

  KeyView view(KeySummary summary, Visit visit) {
    ApiKey key = summary.key();
    Times local = times.in(visit.zone());
    Instant now = times.now();
    Client lastClient = summary.lastClient();
    return new KeyView(
        key.id().value(),
        key.name().text(),
        shapes.key(summary).preview(),
        Badge.of(key.status(now)),
        key.scopes().sorted().isEmpty() ? "none" : String.join(", ", key.scopes().names()),
        Access.words(key.scopes()),
        local.moment(key.createdAt()),
        local.momentOrNull(summary.lastUsedAt()),
        lastClient == null ? "" : Words.of(lastClient),
        local.momentOrNull(key.expiresAt()),
        key.isClaimable(now),
        key.openReplacement(now) != null,
        rights(key, visit, now),
        null);
  }

  private static KeyView.Rights rights(ApiKey key, Visit visit, Instant now) {
    Caller caller = visit.caller();
    boolean change = visit.mayChange(key);
    // An expired key is regenerated with a new expiry, which can be chosen within the caller's.
    Instant expiry = key.isExpired(now) ? caller.expiresAt() : key.expiresAt();
    boolean within = caller.exceededBy(key.scopes(), expiry, key.rateLimit()).isEmpty();
    return new KeyView.Rights(change, change && within);
  }
}
