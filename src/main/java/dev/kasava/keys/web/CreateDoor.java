package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.integration.Integration;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ReadTeam;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.CreateView;
import dev.kasava.keys.web.view.ExpiryField;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.Option;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates a key and shows its secret, once. */
final class CreateDoor {
  private static final String PATH = Screens.KEYS_PATH + "/new";

  private static final List<String> SUGGESTIONS =
      Stream.concat(
              Arrays.stream(Integration.values()).map(Integration::title),
              Stream.of("GitHub Actions CI", "Production Server", "Local Development"))
          .toList();

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;
  private final Expiries expiries;
  private final Reveals reveals;

  CreateDoor(Verbs verbs, Entrance entrance, Screens screens, Expiries expiries, Reveals reveals) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
    this.expiries = expiries;
    this.reveals = reveals;
  }

  void addTo(Routes routes) {
    routes.get(PATH, entrance.page(this::ask));
    routes.post(PATH, entrance.form(this::create));
  }

  /** What was entered, or what is there at first. */
  private record Entry(
      String name,
      Expiries.Entry expiry,
      String access,
      List<String> scopes,
      String others,
      String member) {
    static Entry of(Form form) {
      return new Entry(
          form.one("name"),
          Expiries.Entry.of(form),
          form.one("access"),
          form.all("scope"),
          form.one("others"),
          form.one("member"));
    }

    List<String> allScopes() {
      return Access.scopes(access).orElseGet(this::picked);
    }

    private List<String> picked() {
      List<String> all = new ArrayList<>(scopes);
      for (String other : others.split("[\\s,]+")) {
        if (!other.isEmpty()) {
          all.add(other);
        }
      }
      return all;
    }
  }

  private void ask(HttpServerExchange exchange, Visit visit) {
    Optional<Refusal> lacking =
        visit.caller().lacks(Scope.KEYS_WRITE).or(() -> visit.standing().lacksCreating());
    if (lacking.isPresent()) {
      screens.refused(exchange, lacking.get());
      return;
    }
    String name = Objects.requireNonNullElse(Screens.parameter(exchange, "name"), "");
    Entry blank =
        new Entry(
            SUGGESTIONS.contains(name) ? name : "",
            new Expiries.Entry(Expiries.usual(visit), ""),
            "read",
            Scopes.DEFAULT.names(),
            "",
            Objects.requireNonNullElse(Screens.parameter(exchange, "for"), ""));
    show(exchange, visit, StatusCodes.OK, blank, null);
  }

  private void create(HttpServerExchange exchange, Visit visit, Form form) {
    Entry entry = Entry.of(form);
    Outcome<Issue> outcome =
        expiries
            .parse(form, visit)
            .then(
                expiry ->
                    verbs
                        .create()
                        .create(
                            visit.caller(),
                            new CreateKey.Request(
                                entry.name(),
                                expiry.moment(),
                                entry.allScopes(),
                                true,
                                null,
                                entry.member().isEmpty() ? null : entry.member())));
    switch (outcome) {
      case Outcome.Done<Issue>(var issue) -> reveals.show(exchange, visit, issue, "");
      case Outcome.Refused<Issue>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), entry, Fault.of(refusal));
    }
  }

  private void show(
      HttpServerExchange exchange, Visit visit, int status, Entry entry, @Nullable Fault fault) {
    ExpiryField expiry =
        expiries.field(visit, new Expiries.Offer(null, true), entry.expiry(), fault);
    screens.show(
        exchange,
        status,
        "create.jte",
        new CreateView(
            screens.shell(exchange, visit, Section.API_KEYS, "Create API Key"),
            entry.name(),
            SUGGESTIONS,
            expiry,
            Access.field(visit.caller(), entry.access(), entry.scopes(), entry.others()),
            members(visit, entry.member()),
            fault));
  }

  /** Those whose key it can be, where there is a choice. */
  private List<Option> members(Visit visit, String chosen) {
    if (!visit.mayAdminister()
        || !(verbs.team().read(visit.caller()) instanceof Outcome.Done<ReadTeam.Team>(var team))
        || team.members().isEmpty()) {
      return List.of();
    }
    List<Option> all = new ArrayList<>();
    if (visit.standing().member() == null) {
      all.add(new Option("", "The organization itself", chosen.isEmpty()));
    }
    for (ReadTeam.Listed listed : team.members()) {
      Member member = listed.member();
      boolean isChosen =
          chosen.isEmpty()
              ? member.id().equals(visit.standing().member())
              : member.id().value().equals(chosen);
      all.add(new Option(member.id().value(), member.name(), isChosen));
    }
    return all;
  }
}
