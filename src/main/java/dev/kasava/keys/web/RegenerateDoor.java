package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.ExpiryField;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.RegenerateView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives a key a new secret and shows it, once. */
final class RegenerateDoor {
  private static final String ACTION = "regenerate";

  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Expiries expiries;
  private final Times times;
  private final Reveals reveals;

  RegenerateDoor(
      Verbs verbs,
      Screens screens,
      KeyPages pages,
      Expiries expiries,
      Times times,
      Reveals reveals) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.expiries = expiries;
    this.times = times;
    this.reveals = reveals;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path(ACTION), pages.changing(this::ask));
    routes.post(KeyPages.path(ACTION), pages.form(this::regenerate));
  }

  private void ask(HttpServerExchange exchange, Visit visit, KeySummary key) {
    Expiries.Entry entry = new Expiries.Entry(Expiries.KEEP, "");
    show(exchange, visit, StatusCodes.OK, key, Overlaps.NONE, entry, null);
  }

  private void regenerate(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    String overlap = form.has("overlap") ? form.one("overlap") : Overlaps.NONE;
    Outcome<Issue> outcome =
        notSentTwice(key.key(), form)
            .then(go -> expiries.parse(form, visit))
            // A new secret never makes a key that expires one that does not.
            .then(expiry -> regenerate(visit, key.key(), overlap, expiry.moment()));
    switch (outcome) {
      case Outcome.Done<Issue>(var issue) ->
          reveals.show(exchange, visit, issue, oldSecret(key.key(), overlap));
      case Outcome.Refused<Issue>(var refusal) ->
          show(
              exchange,
              visit,
              Problems.of(refusal).status(),
              key,
              overlap,
              Expiries.Entry.of(form),
              Fault.of(refusal));
    }
  }

  private Outcome<Issue> regenerate(
      Visit visit, ApiKey key, String overlap, @Nullable Instant expiry) {
    if (expiry == null && key.isExpired(times.now())) {
      return Outcome.refused(
          new Refusal.Invalid(Fault.EXPIRY, "The key has expired. Choose a new expiry for it."));
    }
    boolean untilFirstUse = overlap.equals(Overlaps.FIRST_USE);
    return verbs
        .regenerate()
        .regenerate(
            visit.caller(),
            key.id(),
            new RegenerateKey.Request(
                Overlaps.seconds(overlap), true, expiry, false, untilFirstUse));
  }

  /** A form that is sent again, or from an older tab, would end the secret just made. */
  private static Outcome<Boolean> notSentTwice(ApiKey key, Form form) {
    return form.one("seen").equals(seen(key))
        ? Outcome.done(true)
        : Outcome.refused(
            new Refusal.Conflict(
                "The key has been regenerated since this form was opened. If you want yet another"
                    + " secret, confirm again."));
  }

  private static String seen(ApiKey key) {
    ApiKey.SecretInfo secret = key.secret();
    return secret == null ? "none" : Long.toString(secret.createdAt().toEpochMilli());
  }

  private String oldSecret(ApiKey before, String overlap) {
    return before.secret() == null || before.isExpired(times.now())
        ? ""
        : Overlaps.afterwards(overlap);
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      String overlap,
      Expiries.Entry entry,
      @Nullable Fault fault) {
    screens.show(
        exchange,
        status,
        "regenerate.jte",
        new RegenerateView(
            pages.shell(exchange, visit, "Regenerate key"),
            pages.view(key, visit),
            seen(key.key()),
            Overlaps.choices(overlap),
            expiry(visit, key.key(), entry, fault),
            fault));
  }

  private ExpiryField expiry(Visit visit, ApiKey key, Expiries.Entry entry, @Nullable Fault fault) {
    Instant expiry = key.expiresAt();
    String keep =
        expiry == null
            ? "It still never expires."
            : "Expires " + times.in(visit.zone()).moment(expiry).exact() + ", as before.";
    Expiries.Offer offer = new Expiries.Offer(key.isExpired(times.now()) ? null : keep, false);
    return expiries.field(visit, offer, entry, fault);
  }
}
