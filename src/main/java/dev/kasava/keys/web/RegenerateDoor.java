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
import dev.kasava.keys.web.view.RegenerateView.Choice;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a key a new secret and shows it, once. */
final class RegenerateDoor {
  private static final String ACTION = "regenerate";
  private static final List<Duration> OVERLAPS =
      List.of(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7), Duration.ofDays(30));

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
    show(exchange, visit, StatusCodes.OK, key, 0, "", null);
  }

  private void regenerate(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) {
    long overlap = overlap(form.one("overlap"));
    Outcome<Issue> outcome =
        notSentTwice(key.key(), form)
            .then(go -> Expiries.parse(form.one("expires")))
            .then(expiry -> regenerate(visit, key.key(), overlap, expiry));
    switch (outcome) {
      case Outcome.Done<Issue>(var issue) ->
          reveals.show(exchange, visit, issue, oldSecret(key.key(), Duration.ofSeconds(overlap)));
      case Outcome.Refused<Issue>(var refusal) ->
          show(
              exchange,
              visit,
              Problems.of(refusal).status(),
              key,
              overlap,
              form.one("expires"),
              Fault.of(refusal));
    }
  }

  private Outcome<Issue> regenerate(
      Visit visit, ApiKey key, long overlap, Optional<Instant> expiry) {
    if (expiry.isEmpty() && key.isExpired(times.now())) {
      return Outcome.refused(
          new Refusal.Invalid(Fault.EXPIRY, "The key has expired. Choose a new expiry for it."));
    }
    return verbs
        .regenerate()
        .regenerate(
            visit.caller(),
            key.id(),
            new RegenerateKey.Request(overlap, true, expiry.orElse(null), false, false));
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

  /** Seconds; what is no number is refused by the verb as out of range. */
  private static long overlap(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private String oldSecret(ApiKey before, Duration overlap) {
    if (before.secret() == null || before.isExpired(times.now())) {
      return "";
    }
    return overlap.isZero()
        ? "The old secret no longer works."
        : "The old secret works for another " + Times.rough(overlap) + " at most.";
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      KeySummary key,
      long overlap,
      String expires,
      @Nullable Fault fault) {
    Instant expiry = key.key().expiresAt();
    ExpiryField field =
        expiries.field(
            visit.caller(),
            expires,
            key.key().isExpired(times.now()),
            expiry == null
                ? "Leave it empty and the key still never expires."
                : "Leave it empty to keep " + times.moment(expiry).exact() + ".",
            fault);
    screens.show(
        exchange,
        status,
        "regenerate.jte",
        new RegenerateView(
            pages.shell(exchange, visit, "Regenerate key"),
            pages.view(key, visit),
            seen(key.key()),
            choices(overlap),
            field,
            fault));
  }

  private static List<Choice> choices(long chosen) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice(0, "No overlap: the old secret stops working now", chosen <= 0));
    for (Duration overlap : OVERLAPS) {
      choices.add(
          new Choice(
              overlap.toSeconds(),
              overlap.toDays() > 1 ? overlap.toDays() + " days" : hours(overlap),
              chosen == overlap.toSeconds()));
    }
    return choices;
  }

  private static String hours(Duration overlap) {
    return overlap.toHours() == 1 ? "1 hour" : overlap.toHours() + " hours";
  }
}
