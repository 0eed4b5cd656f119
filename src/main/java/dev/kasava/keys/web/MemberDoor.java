package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.ChangeTeam;
import dev.kasava.keys.service.FateOfKeys;
import dev.kasava.keys.service.ReadTeam;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.MemberView;
import dev.kasava.keys.web.view.Option;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One member of the team, for admins to change or remove. */
final class MemberDoor {
  private static final String ONE = OrganizationDoor.MEMBERS + "/{id}";

  private final Verbs verbs;
  private final Entrance entrance;
  private final Screens screens;

  MemberDoor(Verbs verbs, Entrance entrance, Screens screens) {
    this.verbs = verbs;
    this.entrance = entrance;
    this.screens = screens;
  }

  void addTo(Routes routes) {
    routes.get(ONE, entrance.page(this::ask));
    routes.post(ONE, entrance.form(this::update));
    routes.post(ONE + "/remove", entrance.form(this::remove));
  }

  private void ask(HttpServerExchange exchange, Visit visit) {
    Optional<Refusal> lacking =
        visit.caller().lacks(Scope.KEYS_WRITE).or(() -> visit.standing().lacksAdministering());
    if (lacking.isPresent()) {
      screens.refused(exchange, lacking.get());
    } else {
      show(exchange, visit, StatusCodes.OK, null, null, null);
    }
  }

  private void update(HttpServerExchange exchange, Visit visit, Form form) {
    String name = form.one("name");
    // What is not offered, for oneself, is not sent.
    String role = form.one("role").isEmpty() ? null : form.one("role");
    Outcome<Member> outcome =
        ChangeTeam.memberId(id(exchange))
            .then(id -> verbs.changeTeam().update(visit.caller(), id, name, role));
    switch (outcome) {
      case Outcome.Done<Member> done ->
          screens.redirect(exchange, Notice.SAVED.at(OrganizationDoor.PATH));
      case Outcome.Refused<Member>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), name, role, Fault.of(refusal));
    }
  }

  private void remove(HttpServerExchange exchange, Visit visit, Form form) {
    String fate = form.one("keys");
    Outcome<Member> outcome =
        ChangeTeam.memberId(id(exchange))
            .then(
                id ->
                    FateOfKeys.parse(fate.isEmpty() ? null : fate)
                        .then(keys -> verbs.changeTeam().remove(visit.caller(), id, keys)));
    switch (outcome) {
      case Outcome.Done<Member> done ->
          screens.redirect(exchange, Notice.SAVED.at(OrganizationDoor.PATH));
      case Outcome.Refused<Member>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), null, null, Fault.of(refusal));
    }
  }

  private static String id(HttpServerExchange exchange) {
    return Routes.part(exchange, "id");
  }

  /**
   * @param name as it was entered; null for the member's own
   * @param role as it was chosen; null for the member's own
   */
  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      @Nullable String name,
      @Nullable String role,
      @Nullable Fault fault) {
    switch (verbs.team().read(visit.caller())) {
      case Outcome.Done<ReadTeam.Team>(var team) ->
          team.members().stream()
              .filter(listed -> listed.member().id().value().equals(id(exchange)))
              .findFirst()
              .ifPresentOrElse(
                  listed -> {
                    Member member = listed.member();
                    screens.show(
                        exchange,
                        status,
                        "member.jte",
                        new MemberView(
                            screens.shell(exchange, visit, Section.ORGANIZATION, member.name()),
                            member.name(),
                            name == null ? member.name() : name,
                            Roles.options(role == null ? member.role().code() : role),
                            member.id().equals(visit.standing().member()),
                            listed.keys(),
                            listed.keys() == 0 ? List.of() : fates(team, member),
                            OrganizationDoor.MEMBERS + "/" + member.id(),
                            fault));
                  },
                  () -> screens.refused(exchange, new Refusal.NoSuchMember()));
      case Outcome.Refused<ReadTeam.Team>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private static List<Option> fates(ReadTeam.Team team, Member leaving) {
    List<Option> fates = new ArrayList<>();
    fates.add(
        new Option("owner", "Stay, without managing keys, for the organization itself", true));
    for (ReadTeam.Listed listed : team.members()) {
      Member member = listed.member();
      if (!member.equals(leaving)) {
        fates.add(new Option(member.id().value(), "Go to " + member.name(), false));
      }
    }
    fates.add(new Option("delete", "Are deleted, and refused from the next request on", false));
    return fates;
  }
}
