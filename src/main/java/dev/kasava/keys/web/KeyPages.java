package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.ReadKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.KeyView;
import dev.kasava.keys.web.view.Section;
import dev.kasava.keys.web.view.Shell;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.function.BiFunction;

/** What the pages about one key share. Thread-safe. */
final class KeyPages {
  /** A page about one of the person's own keys. */
  @FunctionalInterface
  interface KeyPage {
    void show(HttpServerExchange exchange, Visit visit, KeySummary key) throws Exception;
  }

  /** A form about one of the person's own keys. */
  @FunctionalInterface
  interface KeyAct {
    void act(HttpServerExchange exchange, Visit visit, KeySummary key, Form form) throws Exception;
  }

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final KeyViews views;

  KeyPages(Verbs verbs, Entrance entrance, Screens screens, KeyViews views) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.views = views;
  }

  static String path(String action) {
    return Screens.KEYS_PATH + "/{id}/" + action;
  }

  HttpHandler page(KeyPage page) {
    return page(verbs.read()::read, page);
  }

  /** A page for people who may change the key. */
  HttpHandler changing(KeyPage page) {
    return page(verbs.read()::readToChange, page);
  }

  private HttpHandler page(BiFunction<Caller, KeyId, Outcome<KeySummary>> read, KeyPage page) {
    return entrance.page(
        (exchange, visit) -> {
          switch (id(exchange).then(id -> read.apply(visit.caller(), id))) {
            case Outcome.Done<KeySummary>(var key) -> page.show(exchange, visit, key);
            case Outcome.Refused<KeySummary>(var refusal) -> screens.refused(exchange, refusal);
          }
        });
  }

  HttpHandler form(KeyAct act) {
    return entrance.form(
        (exchange, visit, form) -> {
          switch (id(exchange).then(id -> verbs.read().read(visit.caller(), id))) {
            case Outcome.Done<KeySummary>(var key) -> act.act(exchange, visit, key, form);
            case Outcome.Refused<KeySummary>(var refusal) -> screens.refused(exchange, refusal);
          }
        });
  }

  private static Outcome<KeyId> id(HttpServerExchange exchange) {
    return ReadKey.keyId(Routes.part(exchange, "id"));
  }

  KeyView view(KeySummary key, Visit visit) {
    return views.view(key, visit);
  }

  Shell shell(HttpServerExchange exchange, Visit visit, String title) {
    return screens.shell(exchange, visit, Section.API_KEYS, title);
  }
}
