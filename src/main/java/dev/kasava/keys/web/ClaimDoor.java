package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.ClaimView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a person claims, or refuses, a secret that somebody asked for on their behalf. */
final class ClaimDoor {
  static final String ACTION = "claim";

  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Times times;
  private final Reveals reveals;

  ClaimDoor(Verbs verbs, Screens screens, KeyPages pages, Times times, Reveals reveals) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.times = times;
    this.reveals = reveals;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path(ACTION), pages.page(this::ask));
    routes.post(KeyPages.path(ACTION), pages.form(this::decide));
  }

  private void ask(HttpServerExchange exchange, Visit visit, KeySummary summary) {
    ApiKey key = summary.key();
    Instant now = times.now();
    ApiKey.Replacement replacement = key.openReplacement(now);
    Instant claimBy = key.claimBy();
    if (replacement != null) {
      screens.show(exchange, "claim.jte", replacementView(exchange, visit, summary, replacement));
    } else if (claimBy != null && key.awaitsFirstClaim(now)) {
      screens.show(exchange, "claim.jte", firstView(exchange, visit, summary, claimBy));
    } else {
      nothingToClaim(exchange);
    }
  }

  private void decide(HttpServerExchange exchange, Visit visit, KeySummary summary, Form form) {
    switch (form.one("decision")) {
      case "claim" -> claim(exchange, visit, summary);
      case "refuse" -> refuse(exchange, visit, summary.key().id());
      default -> ask(exchange, visit, summary);
    }
  }

  private void claim(HttpServerExchange exchange, Visit visit, KeySummary summary) {
    ApiKey.Replacement replacement = summary.key().openReplacement(times.now());
    switch (verbs.claim().claim(visit.caller(), summary.key().id())) {
      case Outcome.Done<Issue.Claimed>(var issue) ->
          reveals.show(
              exchange,
              visit,
              issue,
              replacement == null || summary.key().secret() == null
                  ? ""
                  : overlap(replacement.overlap()));
      case Outcome.Refused<Issue.Claimed>(Refusal.Conflict conflict) -> nothingToClaim(exchange);
      case Outcome.Refused<Issue.Claimed>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private void refuse(HttpServerExchange exchange, Visit visit, KeyId id) {
    switch (verbs.refuseClaim().refuse(visit.caller(), id)) {
      case Outcome.Done<KeySummary> done ->
          screens.redirect(exchange, Notice.REFUSED.at(Screens.KEYS_PATH));
      case Outcome.Refused<KeySummary>(Refusal.Conflict conflict) -> nothingToClaim(exchange);
      case Outcome.Refused<KeySummary>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private void nothingToClaim(HttpServerExchange exchange) {
    screens.message(
        exchange,
        StatusCodes.CONFLICT,
        "Nothing to claim",
        "The secret was claimed already, or the time to claim it is over. If you do not have it,"
            + " regenerate the key.",
        Screens.KEYS_PATH,
        "Go to the API keys");
  }

  private ClaimView firstView(
      HttpServerExchange exchange, Visit visit, KeySummary summary, Instant claimBy) {
    ApiKey key = summary.key();
    Times local = times.in(visit.zone());
    return new ClaimView(
        pages.shell(exchange, visit, "Claim a new key"),
        pages.view(summary, visit),
        Words.of(key.createdBy()),
        parent(visit, key.parent()),
        local.moment(key.createdAt()),
        local.moment(claimBy),
        local.momentOrNull(key.expiresAt()),
        "",
        "Refusing deletes the key. Nothing uses it yet.",
        obstacle(visit, key, key.expiresAt()));
  }

  private ClaimView replacementView(
      HttpServerExchange exchange,
      Visit visit,
      KeySummary summary,
      ApiKey.Replacement replacement) {
    ApiKey key = summary.key();
    Times local = times.in(visit.zone());
    Instant newExpiry = replacement.newExpiry();
    Instant expiry = newExpiry == null ? key.expiresAt() : newExpiry;
    return new ClaimView(
        pages.shell(exchange, visit, "Claim a new secret"),
        pages.view(summary, visit),
        Words.of(replacement.requestedBy()),
        "",
        local.moment(replacement.requestedAt()),
        local.moment(replacement.claimBy()),
        local.momentOrNull(expiry),
        key.secret() == null ? "It was revoked already." : overlap(replacement.overlap()),
        key.secret() == null
            ? "Refusing leaves the key without any secret."
            : "Refusing leaves the old secret as it is.",
        obstacle(visit, key, expiry));
  }

  private static String overlap(Overlap overlap) {
    return switch (overlap) {
      case Overlap.UntilFirstUse untilFirstUse ->
          "It works until the new one is used for the first time.";
      case Overlap.For(Duration time) ->
          time.isZero()
              ? "It stops working at the claim."
              : "It works for another " + Times.rough(time) + " at most after the claim.";
    };
  }

  /** The name of the key that asked, as far as the person may know it. */
  private String parent(Visit visit, @Nullable KeyId parent) {
    if (parent == null) {
      return "";
    }
    return switch (verbs.read().read(visit.caller(), parent)) {
      case Outcome.Done<KeySummary>(var summary) -> summary.key().name().text();
      case Outcome.Refused<KeySummary> refused -> "";
    };
  }

  private static @Nullable String obstacle(Visit visit, ApiKey key, @Nullable Instant expiry) {
    return visit
        .caller()
        .lacks(Scope.KEYS_WRITE)
        .or(() -> visit.caller().exceededBy(key.scopes(), expiry, key.rateLimit()))
        .map(Refusal::message)
        .orElse(null);
  }
}
