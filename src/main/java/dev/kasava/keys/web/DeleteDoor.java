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
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deletes a key, after it was said what that breaks. */
final class DeleteDoor {
  private static final String ACTION = "delete";

  /** Whoever deletes what was used so lately has to type its name. */
  private static final Duration LATELY = Duration.ofDays(7);

  private static final int MOST_NAMES = 5;

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
    show(exchange, visit, StatusCodes.OK, key, false, null);
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      boolean cascades,
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
                  error,
                  others(visit, key, cascades)));
      case Outcome.Refused<Usage>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private DeleteView.@Nullable Others others(Visit visit, KeySummary key, boolean cascades) {
    return switch (verbs.delete().descendants(visit.caller(), key.key().id())) {
      case Outcome.Done<List<KeySummary>>(var others) when others.isEmpty() -> null;
      case Outcome.Done<List<KeySummary>>(var others) ->
          new DeleteView.Others(label(others.size()), names(others) + own(visit, others), cascades);
      case Outcome.Refused<List<KeySummary>>(var refusal) ->
          new DeleteView.Others(null, refusal.message(), false);
    };
  }

  private static String label(int others) {
    return others == 1
        ? "Also delete the key that it created"
        : "Also delete the " + Words.of(others) + " keys that it created";
  }

  private static String names(List<KeySummary> others) {
    String names =
        others.stream()
            .limit(MOST_NAMES)
            .map(other -> other.key().name().text())
            .collect(Collectors.joining(", "));
    int left = others.size() - MOST_NAMES;
    return names + (left > 0 ? " and " + Words.of(left) + " more." : ".");
  }

  private static String own(Visit visit, List<KeySummary> others) {
    return others.stream().anyMatch(other -> other.key().id().equals(visit.caller().key()))
        ? " You are signed in with one of them."
        : "";
  }

  private void delete(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    boolean cascades = form.one("cascade").equals("true");
    if (isInUse(key) && !form.one("confirm").strip().equals(key.key().name().text())) {
      show(
          exchange,
          visit,
          StatusCodes.BAD_REQUEST,
          key,
          cascades,
          "This is not the key's name. Type it as it stands above, to delete the key.");
      return;
    }
    switch (delete(visit, key, cascades)) {
      case Outcome.Done<List<KeySummary>>(var deleted) ->
          screens.redirect(
              exchange,
              (deleted.size() == 1 ? Notice.DELETED : Notice.DELETED_ALL).at(Screens.KEYS_PATH));
      case Outcome.Refused<List<KeySummary>>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private Outcome<List<KeySummary>> delete(Visit visit, KeySummary key, boolean cascades) {
    return cascades
        ? verbs.delete().deleteWithDescendants(visit.caller(), key.key().id())
        : verbs.delete().delete(visit.caller(), key.key().id()).map(List::of);
  }

  private boolean isInUse(KeySummary key) {
    Instant lastUsed = key.lastUsedAt();
    return lastUsed != null && lastUsed.isAfter(times.now().minus(LATELY));
  }
}
