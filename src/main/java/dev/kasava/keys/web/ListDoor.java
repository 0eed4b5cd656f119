package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.KeyView;
import dev.kasava.keys.web.view.KeysView;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The list of keys. */
final class ListDoor {
  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final KeyViews views;
  private final Supplier<String> version;

  /**
   * @param version another one after each change of a key, and in each process
   */
  ListDoor(
      Verbs verbs, Entrance entrance, Screens screens, KeyViews views, Supplier<String> version) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.views = views;
    this.version = version;
  }

  void addTo(Routes routes) {
    routes.get(Screens.KEYS_PATH, entrance.page(this::list));
  }

  private void list(HttpServerExchange exchange, Visit visit) {
    // Before the keys are read: a change in between is then seen as one, not missed.
    String before = version.get();
    ListState state = ListState.of(exchange);
    String cursor = Screens.parameter(exchange, "cursor");
    Outcome<KeysView> outcome =
        verbs
            .list()
            .list(visit.caller(), state.request(cursor))
            .then(
                page ->
                    trends(visit, page)
                        .map(
                            trends ->
                                new KeysView(
                                    screens.shell(exchange, visit, Section.API_KEYS, "API Keys"),
                                    rows(visit, page, trends),
                                    state.controls(),
                                    before,
                                    cursor == null,
                                    state.path(),
                                    page.nextCursor() == null
                                        ? null
                                        : state.path(page.nextCursor()),
                                    visit.mayCreate())));
    switch (outcome) {
      case Outcome.Done<KeysView>(var view) -> screens.show(exchange, "keys.jte", view);
      case Outcome.Refused<KeysView>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private Outcome<Map<KeyId, List<Long>>> trends(Visit visit, ListKeys.Page page) {
    List<KeyId> used =
        page.keys().stream()
            .filter(summary -> summary.lastUsedAt() != null)
            .map(summary -> summary.key().id())
            .toList();
    return verbs.usage().trends(visit.caller(), used, visit.zone());
  }

  private List<KeyView> rows(Visit visit, ListKeys.Page page, Map<KeyId, List<Long>> trends) {
    return page.keys().stream().map(key -> row(visit, key, trends)).toList();
  }

  private KeyView row(Visit visit, KeySummary key, Map<KeyId, List<Long>> trends) {
    return views
        .view(key, visit)
        .with(Sparklines.of(trends.getOrDefault(key.key().id(), List.of())));
  }
}
