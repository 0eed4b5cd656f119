package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.service.UpdateKey.Expiry;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.EditView;
import dev.kasava.keys.web.view.Fault;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Renames a key and changes its expiry. */
final class EditDoor {
  private static final String ACTION = "edit";

  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Expiries expiries;
  private final Times times;

  EditDoor(Verbs verbs, Screens screens, KeyPages pages, Expiries expiries, Times times) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.expiries = expiries;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path(ACTION), pages.changing(this::ask));
    routes.post(KeyPages.path(ACTION), pages.form(this::edit));
  }

  private void ask(HttpServerExchange exchange, Visit visit, KeySummary key) {
    String name = key.key().name().text();
    String day = Expiries.day(key.key().expiresAt(), visit.zone());
    Expiries.Entry entry = new Expiries.Entry(Expiries.KEEP, day);
    show(exchange, visit, StatusCodes.OK, key, name, name, entry, null);
  }

  private void edit(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    ApiKey now = key.key();
    String name = form.one("name");
    String before = form.one("before");
    Outcome<KeySummary> outcome =
        expiry(now, visit, form)
            .then(
                expiry ->
                    verbs
                        .update()
                        .update(
                            visit.caller(),
                            now.id(),
                            new UpdateKey.Request(name.equals(before) ? null : name, expiry)));
    switch (outcome) {
      case Outcome.Done<KeySummary> done ->
          screens.redirect(exchange, Notice.SAVED.at(Screens.KEYS_PATH));
      case Outcome.Refused<KeySummary>(var refusal) ->
          show(
              exchange,
              visit,
              Problems.of(refusal).status(),
              key,
              before,
              name,
              Expiries.Entry.of(form),
              Fault.of(refusal));
    }
  }

  /** The day that is there already stands for the very moment that is there. */
  private Outcome<Expiry> expiry(ApiKey key, Visit visit, Form form) {
    if (Expiries.Entry.of(form).day().equals(Expiries.day(key.expiresAt(), visit.zone()))
        && Expiries.Entry.of(form).isDay()) {
      return Outcome.done(new Expiry.Unchanged());
    }
    return expiries
        .parse(form, visit)
        .map(
            choice ->
                switch (choice) {
                  case Expiries.Choice.Keep keep -> new Expiry.Unchanged();
                  case Expiries.Choice.Never never -> new Expiry.Never();
                  case Expiries.Choice.At(Instant moment) -> new Expiry.At(moment);
                });
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      String before,
      String name,
      Expiries.Entry entry,
      @Nullable Fault fault) {
    boolean open = !key.key().isExpired(times.now());
    Instant expiry = key.key().expiresAt();
    String keep =
        expiry == null
            ? "It never expires."
            : "Expires " + times.in(visit.zone()).moment(expiry).exact() + ".";
    EditView view =
        new EditView(
            pages.shell(exchange, visit, "Edit key"),
            pages.view(key, visit),
            before,
            name,
            open
                ? expiries.field(visit, new Expiries.Offer(keep, expiry != null), entry, fault)
                : null,
            fault);
    screens.show(exchange, status, "edit.jte", view);
  }
}
