package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.web.view.OrganizationView;
import dev.kasava.keys.web.view.OrganizationView.Busy;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The owner, and what all of its keys do. */
final class OrganizationDoor {
  private static final int MOST_BUSY = 10;

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final KeyViews views;
  private final Times times;

  OrganizationDoor(Verbs verbs, Entrance entrance, Screens screens, KeyViews views, Times times) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.views = views;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get(Section.ORGANIZATION.path(), entrance.page(this::show));
  }

  private void show(HttpServerExchange exchange, Visit visit) {
    ListKeys.Request lastUsed =
        new ListKeys.Request("", null, KeyOrder.LAST_USED, null, KeyQuery.MOST);
    Outcome<OrganizationView> outcome =
        verbs
            .list()
            .list(visit.caller(), lastUsed)
            .then(
                page ->
                    verbs
                        .usage()
                        .trends(visit.caller(), ids(page), visit.zone())
                        .map(trends -> view(exchange, visit, page, trends)));
    switch (outcome) {
      case Outcome.Done<OrganizationView>(var view) ->
          screens.show(exchange, "organization.jte", view);
      case Outcome.Refused<OrganizationView>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private static List<KeyId> ids(ListKeys.Page page) {
    return page.keys().stream().map(summary -> summary.key().id()).toList();
  }

  private OrganizationView view(
      HttpServerExchange exchange, Visit visit, ListKeys.Page page, Map<KeyId, List<Long>> trends) {
    long all = page.keys().stream().mapToLong(key -> sum(key, trends)).sum();
    return new OrganizationView(
        screens.shell(exchange, visit, Section.ORGANIZATION, "Organization"),
        visit.owner().id().value(),
        times.in(visit.zone()).moment(visit.owner().createdAt()),
        page.nextCursor() == null
            ? Words.of(page.keys().size())
            : "More than " + Words.of(KeyQuery.MOST),
        Words.of(all),
        page.keys().stream()
            .filter(key -> sum(key, trends) > 0)
            .sorted(Comparator.<KeySummary>comparingLong(key -> sum(key, trends)).reversed())
            .limit(MOST_BUSY)
            .map(key -> busy(visit, key, trends))
            .toList());
  }

  private static long sum(KeySummary key, Map<KeyId, List<Long>> trends) {
    return trends.getOrDefault(key.key().id(), List.of()).stream().mapToLong(Long::longValue).sum();
  }

  private Busy busy(Visit visit, KeySummary key, Map<KeyId, List<Long>> trends) {
    return new Busy(
        views.view(key, visit).with(Sparklines.of(trends.getOrDefault(key.key().id(), List.of()))),
        Words.of(sum(key, trends)));
  }
}
