package dev.kasava.keys.web;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.web.view.RevealView;
import io.undertow.server.HttpServerExchange;

/** Shows a secret, in the answer to the form that asked for it and never again. */
final class Reveals {
  private final Screens screens;
  private final KeyPages pages;
  private final Snippets snippets;
  private final FirstUseDoor firstUses;
  private final Sessions sessions;

  Reveals(
      Screens screens,
      KeyPages pages,
      Snippets snippets,
      FirstUseDoor firstUses,
      Sessions sessions) {
    this.sessions = sessions;
    this.screens = screens;
    this.pages = pages;
    this.snippets = snippets;
    this.firstUses = firstUses;
  }

  /**
   * @param overlap what becomes of the old secret; empty when there was none
   */
  void show(HttpServerExchange exchange, Visit visit, Issue issue, String overlap) {
    switch (issue) {
      case Issue.Claimed(var key, var secret) -> show(exchange, visit, key, secret, overlap);
      case Issue.Pending(var key) ->
          screens.redirect(
              exchange, Screens.KEYS_PATH + "/" + key.key().id() + "/" + ClaimDoor.ACTION);
    }
  }

  private void show(
      HttpServerExchange exchange, Visit visit, KeySummary key, Secret secret, String overlap) {
    ApiKey.SecretInfo shown = key.key().secret();
    if (shown != null && key.key().id().equals(visit.key().key().id())) {
      sessions.goOn(visit, shown.createdAt());
    }
    screens.show(
        exchange,
        "reveal.jte",
        new RevealView(
            pages.shell(exchange, visit, "Your new key"),
            pages.view(key, visit),
            secret,
            overlap,
            snippets.programs(),
            snippets.clients(),
            firstUses.view(visit, key)));
  }
}
