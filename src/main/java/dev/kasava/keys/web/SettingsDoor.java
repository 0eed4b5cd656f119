package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.service.Zones;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.GeneralView;
import dev.kasava.keys.web.view.Option;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The person's own settings, and the ways to Settings. */
final class SettingsDoor {
  private static final String GENERAL = Section.GENERAL.path();

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final Sessions sessions;
  private final Cookies cookies;
  private final Times times;

  SettingsDoor(
      Verbs verbs,
      Entrance entrance,
      Screens screens,
      Sessions sessions,
      Cookies cookies,
      Times times) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.sessions = sessions;
    this.cookies = cookies;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes.get("/", exchange -> screens.redirect(exchange, Screens.KEYS_PATH));
    routes.get("/settings", exchange -> screens.redirect(exchange, Screens.KEYS_PATH));
    routes.get(GENERAL, entrance.page(this::general));
    routes.post(GENERAL + "/zone", entrance.form(this::setZone));
    routes.post(GENERAL + "/expiry", entrance.form(this::setExpiry));
    routes.post(GENERAL + "/sign-out-everywhere", entrance.form(this::signOutEverywhere));
    routes.get("/settings/*", entrance.open(screens::notFound));
  }

  private void general(HttpServerExchange exchange, Visit visit) {
    show(exchange, visit, StatusCodes.OK, null);
  }

  private void show(HttpServerExchange exchange, Visit visit, int status, @Nullable Fault fault) {
    screens.show(
        exchange,
        status,
        "general.jte",
        new GeneralView(
            screens.shell(exchange, visit, Section.GENERAL, "General"),
            Times.zoneName(visit.owner().timeZone()),
            zones(),
            Times.zoneName(visit.zone()),
            expiries(Expiries.usual(visit)),
            String.join(", ", visit.caller().scopes().names()),
            times.in(visit.zone()).moment(visit.until()),
            visit.mayAdminister(),
            fault));
  }

  /** The zones that people know, by region and city. */
  private List<String> zones() {
    List<String> zones = new ArrayList<>(List.of("UTC"));
    ZoneId.getAvailableZoneIds().stream()
        .filter(name -> name.contains("/") && !name.matches("(Etc|SystemV)/.*"))
        .filter(name -> Zones.parse(name, times.now()) instanceof Outcome.Done<?>)
        .sorted()
        .forEach(zones::add);
    return zones;
  }

  private static List<Option> expiries(String chosen) {
    List<Option> choices = new ArrayList<>();
    for (int days : Expiries.PRESETS) {
      String value = Integer.toString(days);
      choices.add(new Option(value, "After " + days + " days", value.equals(chosen)));
    }
    choices.add(new Option(Expiries.NEVER, "Never", Expiries.NEVER.equals(chosen)));
    return choices;
  }

  private void setZone(HttpServerExchange exchange, Visit visit, Form form) {
    answer(exchange, visit, verbs.updateOwner().setTimeZone(visit.caller(), form.one("zone")));
  }

  private void setExpiry(HttpServerExchange exchange, Visit visit, Form form) {
    String choice = form.one("expiry");
    if (expiries(choice).stream().noneMatch(Option::chosen)) {
      show(
          exchange,
          visit,
          StatusCodes.BAD_REQUEST,
          new Fault("expiry", "Choose one of the expiries."));
      return;
    }
    Integer days = choice.equals(Expiries.NEVER) ? null : Integer.valueOf(choice);
    answer(exchange, visit, verbs.updateOwner().setUsualExpiry(visit.caller(), days));
  }

  private void answer(HttpServerExchange exchange, Visit visit, Outcome<Owner> outcome) {
    switch (outcome) {
      case Outcome.Done<Owner> done -> screens.redirect(exchange, Notice.SAVED.at(GENERAL));
      case Outcome.Refused<Owner>(var refusal) when !visit.mayAdminister() ->
          screens.refused(exchange, refusal);
      case Outcome.Refused<Owner>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), Fault.of(refusal));
    }
  }

  private void signOutEverywhere(HttpServerExchange exchange, Visit visit, Form form) {
    sessions.endAll(visit);
    cookies.clearSession(exchange);
    screens.redirect(exchange, Notice.SIGNED_OUT_EVERYWHERE.at(SignInDoor.PATH));
  }
}
