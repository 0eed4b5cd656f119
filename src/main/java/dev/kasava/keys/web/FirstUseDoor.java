package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.web.view.FirstUseView;
import dev.kasava.keys.web.view.OldSecret;
import io.undertow.server.HttpServerExchange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells whether a new secret has been used, again and again until it was. */
final class FirstUseDoor {
  private static final String ACTION = "first-use";

  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Times times;

  FirstUseDoor(Verbs verbs, Screens screens, KeyPages pages, Times times) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path(ACTION), pages.page(this::tell));
  }

  private void tell(HttpServerExchange exchange, Visit visit, KeySummary key) {
    FirstUseView view = view(visit, key);
    if (view == null) {
      screens.notFound(exchange);
    } else {
      screens.show(exchange, "firstuse.jte", view);
    }
  }

  /** Null when no secret of the key works. */
  @Nullable FirstUseView view(Visit visit, KeySummary summary) {
    return switch (verbs.read().secrets(visit.caller(), summary.key().id())) {
      case Outcome.Done<List<LiveSecret>>(var secrets) ->
          secrets.isEmpty() ? null : view(visit, summary, secrets);
      case Outcome.Refused<List<LiveSecret>> refused -> null;
    };
  }

  private FirstUseView view(Visit visit, KeySummary summary, List<LiveSecret> secrets) {
    Times local = times.in(visit.zone());
    String path = Screens.KEYS_PATH + "/" + summary.key().id() + "/" + ACTION;
    LiveSecret newest = secrets.getFirst();
    if (newest.isUnused()) {
      return new FirstUseView(path, null, "", null);
    }
    OldSecret old = old(secrets, local);
    if (old != null) {
      return new FirstUseView(path, local.momentOrNull(newest.lastUsedAt()), "", old);
    }
    Instant used = summary.lastUsedAt();
    if (used == null || used.isBefore(newest.createdAt())) {
      return new FirstUseView(path, null, "", null);
    }
    Client client = summary.lastClient();
    return new FirstUseView(path, local.moment(used), client == null ? "" : Words.of(client), null);
  }

  /**
   * What is known of the old secret; null when there is none.
   *
   * @param secrets those that work, newest first
   */
  static @Nullable OldSecret old(List<LiveSecret> secrets, Times local) {
    if (secrets.size() < 2) {
      return null;
    }
    LiveSecret elder = secrets.getLast();
    LiveSecret newest = secrets.getFirst();
    return new OldSecret(
        local.momentOrNull(elder.until()),
        local.momentOrNull(elder.lastUsedAt()),
        newest.lastUsedAt() != null);
  }
}
