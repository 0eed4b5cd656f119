package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.service.UpdateKey.Expiry;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.DeleteView;
import dev.kasava.keys.web.view.EditView;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.UsageView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The usage of a key, its name and expiry, its end. */
final class KeyDoor {
  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Expiries expiries;
  private final Times times;

  KeyDoor(Verbs verbs, Screens screens, KeyPages pages, Expiries expiries, Times times) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.expiries = expiries;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path("usage"), pages.page(this::usage));
    routes.get(KeyPages.path("edit"), pages.changing(this::askForChanges));
    routes.post(KeyPages.path("edit"), pages.form(this::edit));
    routes.get(KeyPages.path("delete"), pages.changing(this::askToDelete));
    routes.post(KeyPages.path("delete"), pages.form(this::delete));
  }

  private void usage(HttpServerExchange exchange, Visit visit, KeySummary key) {
    switch (verbs.usage().read(visit.caller(), key.key().id(), null)) {
      case Outcome.Done<Usage>(var usage) ->
          screens.show(exchange, "usage.jte", usageView(exchange, visit, key, usage));
      case Outcome.Refused<Usage>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private UsageView usageView(
      HttpServerExchange exchange, Visit visit, KeySummary key, Usage usage) {
    Instant lastUsed = usage.lastUsedAt();
    return new UsageView(
        pages.shell(exchange, visit, "Usage"),
        pages.view(key, visit),
        Words.of(usage.total()),
        Words.of(usage.today()),
        Words.of(usage.thisMonth()),
        Words.of(usage.rejected()),
        lastUsed == null ? null : times.moment(lastUsed, usage.timeZone()),
        Times.zoneName(usage.timeZone()),
        usage.byClient().stream()
            .map(
                client ->
                    new UsageView.ByClient(
                        capitalised(client.client()),
                        Words.of(client.requests()),
                        Words.of(client.rejected())))
            .toList());
  }

  private static String capitalised(Client client) {
    return switch (client) {
      case BROWSER -> "Browser";
      case OTHER -> "Other clients";
      case UNKNOWN -> "Unnamed clients";
      default -> Words.of(client);
    };
  }

  private void askForChanges(HttpServerExchange exchange, Visit visit, KeySummary key) {
    ApiKey now = key.key();
    showEdit(
        exchange,
        visit,
        StatusCodes.OK,
        key,
        now.name().text(),
        Expiries.day(now.expiresAt()),
        null);
  }

  private void edit(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    ApiKey now = key.key();
    String name = form.one("name");
    Outcome<KeySummary> outcome =
        expiry(now, form)
            .then(
                expiry ->
                    verbs
                        .update()
                        .update(visit.caller(), now.id(), new UpdateKey.Request(name, expiry)));
    switch (outcome) {
      case Outcome.Done<KeySummary> done ->
          screens.redirect(exchange, Notice.SAVED.at(Screens.KEYS_PATH));
      case Outcome.Refused<KeySummary>(var refusal) ->
          showEdit(
              exchange,
              visit,
              Problems.of(refusal).status(),
              key,
              name,
              form.one("expires"),
              Fault.of(refusal));
    }
  }

  /** The day that is there already stands for the very moment that is there. */
  private static Outcome<Expiry> expiry(ApiKey key, Form form) {
    String day = form.one("expires").strip();
    if (!form.has("expires") || day.equals(Expiries.day(key.expiresAt()))) {
      return Outcome.done(new Expiry.Unchanged());
    }
    return Expiries.parse(day)
        .map(moment -> moment.isPresent() ? new Expiry.At(moment.get()) : new Expiry.Never());
  }

  private void showEdit(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      String name,
      String expires,
      @Nullable Fault fault) {
    boolean open = !key.key().isExpired(times.now());
    EditView view =
        new EditView(
            pages.shell(exchange, visit, "Edit key"),
            pages.view(key, visit),
            name,
            open
                ? expiries.field(
                    visit.caller(),
                    expires,
                    false,
                    "Leave it empty for a key that never expires.",
                    fault)
                : null,
            fault);
    screens.show(exchange, status, "edit.jte", view);
  }

  private void askToDelete(HttpServerExchange exchange, Visit visit, KeySummary key) {
    switch (verbs.usage().read(visit.caller(), key.key().id(), null)) {
      case Outcome.Done<Usage>(var usage) ->
          screens.show(
              exchange,
              "delete.jte",
              new DeleteView(
                  pages.shell(exchange, visit, "Delete key"),
                  pages.view(key, visit),
                  Words.requests(usage.today()),
                  key.key().id().equals(visit.caller().key())));
      case Outcome.Refused<Usage>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private void delete(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    switch (verbs.delete().delete(visit.caller(), key.key().id())) {
      case Outcome.Done<KeySummary> done ->
          screens.redirect(exchange, Notice.DELETED.at(Screens.KEYS_PATH));
      case Outcome.Refused<KeySummary>(Refusal refusal) -> screens.refused(exchange, refusal);
    }
  }
}
