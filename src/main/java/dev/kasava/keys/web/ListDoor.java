package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.KeysView;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The list of keys. */
final class ListDoor {
  private static final int LONGEST_SEARCH = 200;

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final KeyViews views;

  ListDoor(Verbs verbs, Entrance entrance, Screens screens, KeyViews views) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.views = views;
  }

  void addTo(Routes routes) {
    routes.get(Screens.KEYS_PATH, entrance.page(this::list));
  }

  private void list(HttpServerExchange exchange, Visit visit) {
    String search = search(exchange);
    String cursor = Screens.parameter(exchange, "cursor");
    ListKeys.Request request = new ListKeys.Request(search, cursor, ListKeys.DEFAULT_LIMIT);
    switch (verbs.list().list(visit.caller(), request)) {
      case Outcome.Done<ListKeys.Page>(var page) ->
          screens.show(exchange, "keys.jte", view(exchange, visit, search, cursor == null, page));
      case Outcome.Refused<ListKeys.Page>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private KeysView view(
      HttpServerExchange exchange, Visit visit, String search, boolean first, ListKeys.Page page) {
    return new KeysView(
        screens.shell(exchange, visit, Section.API_KEYS, "API Keys"),
        page.keys().stream().map(key -> views.view(key, visit.caller())).toList(),
        search,
        first,
        next(search, page.nextCursor()),
        visit.mayWrite());
  }

  private static String search(HttpServerExchange exchange) {
    String text = Screens.parameter(exchange, "q");
    if (text == null) {
      return "";
    }
    String trimmed = text.strip();
    return trimmed.substring(0, Math.min(trimmed.length(), LONGEST_SEARCH));
  }

  private static @Nullable String next(String search, @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    String query = search.isEmpty() ? "" : "q=" + encode(search) + "&";
    return Screens.KEYS_PATH + "?" + query + "cursor=" + encode(cursor);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
