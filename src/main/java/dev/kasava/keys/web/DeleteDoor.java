package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.DeleteView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Deletes a key, after it was said what that breaks. */
final class DeleteDoor {
  private static final String ACTION = "delete";

  /** Whoever deletes what was used so lately has to type its name. */
  private static final Duration LATELY = Duration.ofDays(7);

  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Times times;

  DeleteDoor(Verbs verbs, Screens screens, KeyPages pages, Times times) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path(ACTION), pages.changing(this::ask));
    routes.post(KeyPages.path(ACTION), pages.form(this::delete));
  }

  private void ask(HttpServerExchange exchange, Visit visit, KeySummary key) {
    show(exchange, visit, StatusCodes.OK, key, null);
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      @Nullable String error) {
    switch (verbs.usage().read(visit.caller(), key.key().id(), visit.zone().getId())) {
      case Outcome.Done<Usage>(var usage) ->
          screens.show(
              exchange,
              status,
              "delete.jte",
              new DeleteView(
                  pages.shell(exchange, visit, "Delete key"),
                  pages.view(key, visit),
                  Words.requests(usage.today()),
                  key.key().id().equals(visit.caller().key()),
                  isInUse(key),
                  error));
      case Outcome.Refused<Usage>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private void delete(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    if (isInUse(key) && !form.one("confirm").strip().equals(key.key().name().text())) {
      show(
          exchange,
          visit,
          StatusCodes.BAD_REQUEST,
          key,
          "This is not the key's name. Type it as it stands above, to delete the key.");
      return;
    }
    switch (verbs.delete().delete(visit.caller(), key.key().id())) {
      case Outcome.Done<KeySummary> done ->
          screens.redirect(exchange, Notice.DELETED.at(Screens.KEYS_PATH));
      case Outcome.Refused<KeySummary>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private boolean isInUse(KeySummary key) {
    Instant lastUsed = key.lastUsedAt();
    return lastUsed != null && lastUsed.isAfter(times.now().minus(LATELY));
  }
}
