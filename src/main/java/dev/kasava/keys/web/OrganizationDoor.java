package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.ReadTeam;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.OrganizationView;
import dev.kasava.keys.web.view.OrganizationView.Adding;
import dev.kasava.keys.web.view.OrganizationView.Busy;
import dev.kasava.keys.web.view.OrganizationView.TeamMember;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The owner, and what all of its keys do. */
final class OrganizationDoor {
  static final String PATH = Section.ORGANIZATION.path();
  static final String MEMBERS = PATH + "/members";

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
    routes.get(PATH, entrance.page(this::show));
    routes.post(MEMBERS, entrance.form(this::add));
  }

  private void show(HttpServerExchange exchange, Visit visit) {
    show(exchange, visit, StatusCodes.OK, "", Role.MEMBER.code(), null);
  }

  private void add(HttpServerExchange exchange, Visit visit, Form form) {
    String name = form.one("name");
    String role = form.one("role");
    switch (verbs.changeTeam().add(visit.caller(), name, role)) {
      case Outcome.Done<Member> done -> screens.redirect(exchange, Notice.SAVED.at(PATH));
      case Outcome.Refused<Member>(var refusal) when !visit.mayAdminister() ->
          screens.refused(exchange, refusal);
      case Outcome.Refused<Member>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), name, role, Fault.of(refusal));
    }
  }

  private void show(
      HttpServerExchange exchange,
      Visit visit,
      int status,
      String name,
      String role,
      @Nullable Fault fault) {
    ListKeys.Request lastUsed =
        new ListKeys.Request("", null, KeyOrder.LAST_USED, null, KeyQuery.MOST);
    Outcome<OrganizationView> outcome =
        verbs
            .team()
            .read(visit.caller())
            .then(
                team ->
                    verbs
                        .list()
                        .list(visit.caller(), lastUsed)
                        .then(
                            page ->
                                verbs
                                    .usage()
                                    .trends(visit.caller(), ids(page), visit.zone())
                                    .map(
                                        trends ->
                                            view(
                                                exchange,
                                                visit,
                                                team,
                                                adding(visit, name, role, fault),
                                                page,
                                                trends))));
    switch (outcome) {
      case Outcome.Done<OrganizationView>(var view) ->
          screens.show(exchange, status, "organization.jte", view);
      case Outcome.Refused<OrganizationView>(var refusal) -> screens.refused(exchange, refusal);
    }
  }

  private static @Nullable Adding adding(
      Visit visit, String name, String role, @Nullable Fault fault) {
    return visit.mayAdminister() ? new Adding(name, Roles.options(role), fault) : null;
  }

  private static List<KeyId> ids(ListKeys.Page page) {
    return page.keys().stream().map(summary -> summary.key().id()).toList();
  }

  private OrganizationView view(
      HttpServerExchange exchange,
      Visit visit,
      ReadTeam.Team team,
      @Nullable Adding adding,
      ListKeys.Page page,
      Map<KeyId, List<Long>> trends) {
    long all = page.keys().stream().mapToLong(key -> sum(key, trends)).sum();
    return new OrganizationView(
        screens.shell(exchange, visit, Section.ORGANIZATION, "Organization"),
        visit.owner().id().value(),
        times.in(visit.zone()).moment(visit.owner().createdAt()),
        page.nextCursor() == null
            ? Words.of(page.keys().size())
            : "More than " + Words.of(KeyQuery.MOST),
        team.members().stream().map(member -> member(visit, member, page, trends)).toList(),
        adding,
        Words.of(all),
        page.keys().stream()
            .filter(key -> sum(key, trends) > 0)
            .sorted(Comparator.<KeySummary>comparingLong(key -> sum(key, trends)).reversed())
            .limit(MOST_BUSY)
            .map(key -> busy(visit, key, trends))
            .toList());
  }

  private static TeamMember member(
      Visit visit, ReadTeam.Listed listed, ListKeys.Page page, Map<KeyId, List<Long>> trends) {
    Member member = listed.member();
    long requests =
        page.keys().stream()
            .filter(key -> member.id().equals(key.key().member()))
            .mapToLong(key -> sum(key, trends))
            .sum();
    return new TeamMember(
        member.name(),
        Roles.label(member.role()),
        member.id().equals(visit.standing().member()),
        listed.keys(),
        Words.of(requests),
        visit.mayAdminister() ? MEMBERS + "/" + member.id() : null);
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
