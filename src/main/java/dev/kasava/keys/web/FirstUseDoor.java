package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.web.view.FirstUseView;
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

  /** Null while an old secret works as well whose use looks the same. */
  @Nullable FirstUseView view(Visit visit, KeySummary summary) {
    return switch (verbs.read().secrets(visit.caller(), summary.key().id())) {
      case Outcome.Done<List<LiveSecret>>(var secrets) -> view(visit, summary, secrets);
      case Outcome.Refused<List<LiveSecret>> refused -> null;
    };
  }

  private @Nullable FirstUseView view(Visit visit, KeySummary summary, List<LiveSecret> secrets) {
    ApiKey key = summary.key();
    String path = Screens.KEYS_PATH + "/" + key.id() + "/" + ACTION;
    boolean isAwaited = !secrets.isEmpty() && secrets.getFirst().isUnused();
    if (secrets.isEmpty() || (secrets.size() > 1 && !isAwaited)) {
      return null;
    }
    Instant used = summary.lastUsedAt();
    if (isAwaited || used == null || used.isBefore(secrets.getFirst().createdAt())) {
      return new FirstUseView(path, null, "");
    }
    Client client = summary.lastClient();
    return new FirstUseView(
        path, times.in(visit.zone()).moment(used), client == null ? "" : Words.of(client));
  }
}
