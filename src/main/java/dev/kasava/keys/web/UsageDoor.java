package dev.kasava.keys.web;

import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.UsageHistory;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.web.view.OldSecret;
import dev.kasava.keys.web.view.UsageView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a key is used: figures, charts, and a file of them. */
final class UsageDoor {
  private final Verbs verbs;
  private final Screens screens;
  private final KeyPages pages;
  private final Times times;
  private final Replies replies;

  UsageDoor(Verbs verbs, Screens screens, KeyPages pages, Times times, Replies replies) {
    this.verbs = verbs;
    this.screens = screens;
    this.pages = pages;
    this.times = times;
    this.replies = replies;
  }

  void addTo(Routes routes) {
    routes.get(KeyPages.path("usage"), pages.page(this::usage));
    routes.get(KeyPages.path("usage.csv"), pages.page(this::download));
  }

  private void usage(HttpServerExchange exchange, Visit visit, KeySummary key) {
    String zone = visit.zone().getId();
    Outcome<UsageView> outcome =
        verbs
            .usage()
            .read(visit.caller(), key.key().id(), zone)
            .then(
                usage ->
                    history(visit, key).map(history -> view(exchange, visit, key, usage, history)));
    switch (outcome) {
      case Outcome.Done<UsageView>(var view) -> screens.show(exchange, "usage.jte", view);
      case Outcome.Refused<UsageView>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private Outcome<UsageHistory> history(Visit visit, KeySummary key) {
    return verbs.usage().history(visit.caller(), key.key().id(), visit.zone().getId());
  }

  private UsageView view(
      HttpServerExchange exchange, Visit visit, KeySummary key, Usage usage, UsageHistory history) {
    return new UsageView(
        pages.shell(exchange, visit, "Usage"),
        pages.view(key, visit),
        Words.of(usage.total()),
        Words.of(usage.today()),
        Words.of(usage.thisMonth()),
        Words.of(usage.rejected()),
        times.in(visit.zone()).momentOrNull(usage.lastUsedAt()),
        Times.zoneName(usage.timeZone()),
        Charts.of(history),
        oldSecret(visit, key));
  }

  private @Nullable OldSecret oldSecret(Visit visit, KeySummary key) {
    return switch (verbs.read().secrets(visit.caller(), key.key().id())) {
      case Outcome.Done<List<LiveSecret>>(var secrets) ->
          FirstUseDoor.old(secrets, times.in(visit.zone()));
      case Outcome.Refused<List<LiveSecret>> refused -> null;
    };
  }

  private void download(HttpServerExchange exchange, Visit visit, KeySummary key) {
    switch (history(visit, key)) {
      case Outcome.Done<UsageHistory>(var history) -> {
        String name = "usage-" + key.key().id() + ".csv";
        exchange
            .getResponseHeaders()
            .put(Headers.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        byte[] csv = UsageCsv.of(key.key().name(), history).getBytes(StandardCharsets.UTF_8);
        replies.send(exchange, StatusCodes.OK, "text/csv; charset=utf-8", csv);
      }
      case Outcome.Refused<UsageHistory>(var refusal) -> screens.refused(exchange, refusal);
    }
  }
}
