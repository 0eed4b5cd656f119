package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.web.view.CreateView;
import dev.kasava.keys.web.view.CreateView.ScopeBox;
import dev.kasava.keys.web.view.ExpiryField;
import dev.kasava.keys.web.view.Fault;
import dev.kasava.keys.web.view.Section;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates a key and shows its secret, once. */
final class CreateDoor {
  private static final String PATH = Screens.KEYS_PATH + "/new";

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
  private record Entry(String name, String expires, List<String> scopes, String others) {
    static Entry blank() {
      return new Entry("", "", Scopes.DEFAULT.names(), "");
    }

    static Entry of(Form form) {
      return new Entry(
          form.one("name"), form.one("expires"), form.all("scope"), form.one("others"));
    }

    List<String> allScopes() {
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
    Optional<Refusal> lacking = visit.caller().lacks(Scope.KEYS_WRITE);
    if (lacking.isPresent()) {
      screens.refused(exchange, lacking.get());
    } else {
      show(exchange, visit, StatusCodes.OK, Entry.blank(), null);
    }
  }

  private void create(HttpServerExchange exchange, Visit visit, Form form) {
    Entry entry = Entry.of(form);
    Outcome<Issue> outcome =
        Expiries.parse(entry.expires())
            .then(
                expiry ->
                    verbs
                        .create()
                        .create(
                            visit.caller(),
                            new CreateKey.Request(
                                entry.name(), expiry.orElse(null), entry.allScopes(), true)));
    switch (outcome) {
      case Outcome.Done<Issue>(var issue) -> reveals.show(exchange, visit, issue, "");
      case Outcome.Refused<Issue>(var refusal) ->
          show(exchange, visit, Problems.of(refusal).status(), entry, Fault.of(refusal));
    }
  }

  private void show(
      HttpServerExchange exchange, Visit visit, int status, Entry entry, @Nullable Fault fault) {
    Caller caller = visit.caller();
    ExpiryField expiry =
        expiries.field(
            caller,
            entry.expires(),
            caller.expiresAt() != null,
            "Leave it empty for a key that never expires.",
            fault);
    CreateView view =
        new CreateView(
            screens.shell(exchange, visit, Section.API_KEYS, "Create API Key"),
            entry.name(),
            expiry,
            boxes(caller, entry),
            entry.others(),
            caller.scopes().sorted().stream().anyMatch(scope -> !isOurs(scope)),
            fault);
    screens.show(exchange, status, "create.jte", view);
  }

  /** Only what the person's own key has can be given on. */
  private static List<ScopeBox> boxes(Caller caller, Entry entry) {
    List<ScopeBox> boxes = new ArrayList<>();
    addBox(boxes, caller, entry, Scope.KEYS_READ, "See keys", "List keys and read their usage");
    addBox(boxes, caller, entry, Scope.KEYS_WRITE, "Manage keys", "Create, change and delete keys");
    addBox(
        boxes,
        caller,
        entry,
        Scope.KEYS_VERIFY,
        "Verify keys",
        "For services that ask whether a key is good");
    addBox(
        boxes,
        caller,
        entry,
        Scope.ALL_PRODUCT,
        "Use the whole product",
        "Everything outside key management");
    return boxes;
  }

  private static void addBox(
      List<ScopeBox> boxes, Caller caller, Entry entry, Scope scope, String label, String hint) {
    if (caller.scopes().covers(scope)) {
      boxes.add(new ScopeBox(scope.name(), label, hint, entry.scopes().contains(scope.name())));
    }
  }

  private static boolean isOurs(Scope scope) {
    return scope.name().startsWith("keys:");
  }
}
