package dev.kasava.keys.web;

import dev.kasava.keys.service.Issue;
import dev.kasava.keys.web.view.RevealView;
import io.undertow.server.HttpServerExchange;

/** Shows a secret, in the answer to the form that asked for it and never again. */
final class Reveals {
  private final Screens screens;
  private final KeyPages pages;
  private final Snippets snippets;
  private final FirstUseDoor firstUses;

  Reveals(Screens screens, KeyPages pages, Snippets snippets, FirstUseDoor firstUses) {
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
      case Issue.Claimed(var key, var secret) ->
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
      case Issue.Pending(var key) ->
          screens.redirect(
              exchange, Screens.KEYS_PATH + "/" + key.key().id() + "/" + ClaimDoor.ACTION);
    }
  }
}
