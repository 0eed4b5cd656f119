package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.web.view.GeneralView;
import dev.kasava.keys.web.view.OrganizationView;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;

/** The other parts of Settings, and the ways to it. */
final class SettingsDoor {
  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final Times times;

  SettingsDoor(Verbs verbs, Entrance entrance, Screens screens, Times times) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get("/", exchange -> screens.redirect(exchange, Screens.KEYS_PATH));
    routes.get("/settings", exchange -> screens.redirect(exchange, Screens.KEYS_PATH));
    routes.get(Section.GENERAL.path(), entrance.page(this::general));
    routes.get(Section.ORGANIZATION.path(), entrance.page(this::organization));
    routes.get("/settings/*", entrance.open(screens::notFound));
  }

  private void general(HttpServerExchange exchange, Visit visit) {
    screens.show(
        exchange,
        "general.jte",
        new GeneralView(
            screens.shell(exchange, visit, Section.GENERAL, "General"),
            Times.zoneName(visit.owner().timeZone()),
            String.join(", ", visit.caller().scopes().names()),
            times.moment(visit.until())));
  }

  private void organization(HttpServerExchange exchange, Visit visit) {
    ListKeys.Request all = new ListKeys.Request("", null, KeyQuery.MOST);
    switch (verbs.list().list(visit.caller(), all)) {
      case Outcome.Done<ListKeys.Page>(var page) ->
          screens.show(
              exchange,
              "organization.jte",
              new OrganizationView(
                  screens.shell(exchange, visit, Section.ORGANIZATION, "Organization"),
                  visit.owner().id().value(),
                  times.moment(visit.owner().createdAt()),
                  page.nextCursor() == null
                      ? Words.of(page.keys().size())
                      : "More than " + Words.of(KeyQuery.MOST)));
      case Outcome.Refused<ListKeys.Page>(var refusal) -> screens.refused(exchange, refusal);
    }
  }
}
