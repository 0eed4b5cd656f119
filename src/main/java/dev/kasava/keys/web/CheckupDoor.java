package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.AuditKeys;
import dev.kasava.keys.service.Finding;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.CheckupView;
import dev.kasava.keys.web.view.CheckupView.Concern;
import dev.kasava.keys.web.view.CheckupView.Remedy;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Good practice, where it applies: each finding with the way to its remedy. */
final class CheckupDoor {
  private static final String PATH = Screens.KEYS_PATH + "/checkup";

  /** Whoever has more keys hears of the newest. */
  private static final int MOST_LOOKED_AT = 2_000;

  private static final int MOST_SHOWN = 5;

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;

  CheckupDoor(Verbs verbs, Entrance entrance, Screens screens) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
  }

  void addTo(Routes routes) {
    routes.get(PATH, entrance.page(this::check));
  }

  private void check(HttpServerExchange exchange, Visit visit) {
    AtomicBoolean all = new AtomicBoolean(true);
    Outcome<List<AuditKeys.Result>> outcome =
        verbs
            .audit()
            .audit(
                visit.caller(),
                looked -> {
                  all.set(looked < MOST_LOOKED_AT);
                  return all.get();
                });
    switch (outcome) {
      case Outcome.Done<List<AuditKeys.Result>>(var results) ->
          screens.show(
              exchange,
              "checkup.jte",
              new CheckupView(
                  screens.shell(exchange, visit, Section.API_KEYS, "Checkup"),
                  concerns(results, visit),
                  all.get()));
      case Outcome.Refused<List<AuditKeys.Result>>(var refusal) ->
          screens.refused(exchange, refusal);
    }
  }

  private static List<Concern> concerns(List<AuditKeys.Result> results, Visit visit) {
    Map<Finding, List<ApiKey>> found = new EnumMap<>(Finding.class);
    for (AuditKeys.Result result : results) {
      for (Finding finding : result.findings()) {
        found.computeIfAbsent(finding, one -> new ArrayList<>()).add(result.key().key());
      }
    }
    return found.entrySet().stream()
        .map(entry -> concern(entry.getKey(), entry.getValue(), visit))
        .toList();
  }

  private static Concern concern(Finding finding, List<ApiKey> keys, Visit visit) {
    // The first sentence says what it is, the others what to do.
    String[] parts = finding.remedy().split("(?<=\\.) ", 2);
    return new Concern(
        parts[0].endsWith(".") ? parts[0].substring(0, parts[0].length() - 1) : parts[0],
        parts.length > 1 ? parts[1] : "",
        style(finding),
        keys.stream().limit(MOST_SHOWN).map(key -> remedy(finding, key, visit)).toList(),
        Math.max(0, keys.size() - MOST_SHOWN));
  }

  private static String style(Finding finding) {
    return switch (finding) {
      case NEW_HOST, NEW_CLIENT, WOKEN, UNUSUAL_TRAFFIC -> "expired";
      case EXPIRED, EXPIRING, SHARED, OLD_SECRET -> "soon";
      case WIDE, UNUSED, NEVER_USED, NO_EXPIRY -> "pending";
    };
  }

  private static Remedy remedy(Finding finding, ApiKey key, Visit visit) {
    return visit.mayChange(key)
        ? switch (finding) {
          case NEW_HOST, OLD_SECRET, EXPIRED -> remedy(key, "Regenerate", "regenerate");
          case NEW_CLIENT, WOKEN, UNUSUAL_TRAFFIC, SHARED, WIDE ->
              remedy(key, "View usage", "usage");
          case EXPIRING, NO_EXPIRY -> remedy(key, "Change expiry", "edit");
          case UNUSED, NEVER_USED -> remedy(key, "Delete", "delete");
        }
        : remedy(key, "View usage", "usage");
  }

  private static Remedy remedy(ApiKey key, String label, String action) {
    String path = Screens.KEYS_PATH + "/" + key.id() + "/" + action;
    return new Remedy(key.name().text(), label, path);
  }
}
