package dev.kasava.keys.web;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.wire.AuditLines;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The page: every route that a browser uses. */
public final class WebDoor {
  /**
   * What the page is made from.
   *
   * @param changes polled by whoever serves the page
   * @param publicUrl where people reach it; decides whether cookies are for TLS only
   */
  public record Parts(
      Verbs verbs,
      KeyStore keys,
      SessionStore sessions,
      ChangeFeed changes,
      Authenticator authenticator,
      SignInLinks links,
      Shapes shapes,
      InstantSource clock,
      Supplier<String> publicUrl,
      Replies replies,
      Failures failures,
      Bodies bodies) {}

  private final Parts parts;

  public WebDoor(Parts parts) {
    this.parts = parts;
  }

  public void addTo(Routes routes) {
    Assets assets = new Assets(parts.replies());
    Screens screens = new Screens(parts.replies(), parts.failures(), assets);
    Cookies cookies = new Cookies(parts.publicUrl());
    Sessions sessions = new Sessions(parts.sessions(), parts.keys(), parts.clock());
    Entrance entrance = new Entrance(sessions, cookies, screens, parts.bodies(), parts.failures());
    assets.addTo(routes);
    new SignInDoor(parts.authenticator(), sessions, parts.links(), cookies, entrance, screens)
        .addTo(routes);
    Times times = new Times(parts.clock());
    KeyViews views = new KeyViews(parts.shapes(), times);
    new SettingsDoor(parts.verbs(), entrance, screens, sessions, cookies, times).addTo(routes);
    new OrganizationDoor(parts.verbs(), entrance, screens, views, times).addTo(routes);
    new MemberDoor(parts.verbs(), entrance, screens).addTo(routes);
    AuditLines lines = new AuditLines(parts.verbs().log(), parts.shapes(), new Json());
    new AuditDoor(parts.verbs().log(), lines, entrance, screens, times, parts.replies())
        .addTo(routes);
    addKeysTo(routes, entrance, screens, views, sessions);
  }

  private void addKeysTo(
      Routes routes, Entrance entrance, Screens screens, KeyViews views, Sessions sessions) {
    Verbs verbs = parts.verbs();
    // Each process counts changes by itself, and a page goes on at whichever answers.
    String process = UUID.randomUUID().toString();
    Supplier<String> version = () -> process + "/" + parts.keys().changeWord().get();
    Times times = new Times(parts.clock());
    Expiries expiries = new Expiries(parts.clock());
    KeyPages pages = new KeyPages(verbs, entrance, screens, views);
    Snippets snippets = new Snippets(parts.publicUrl());
    FirstUseDoor firstUses = new FirstUseDoor(verbs, screens, pages, times);
    Reveals reveals = new Reveals(screens, pages, snippets, firstUses, sessions);
    new ListDoor(verbs, entrance, screens, views, version).addTo(routes);
    new LiveDoor(entrance, parts.changes(), version).addTo(routes);
    new CheckupDoor(verbs, entrance, screens).addTo(routes);
    new ConnectDoor(entrance, screens, snippets).addTo(routes);
    new CreateDoor(verbs, entrance, screens, expiries, reveals).addTo(routes);
    new UsageDoor(verbs, screens, pages, times, parts.replies()).addTo(routes);
    firstUses.addTo(routes);
    new EditDoor(verbs, screens, pages, expiries, times).addTo(routes);
    new RegenerateDoor(verbs, screens, pages, expiries, times, reveals).addTo(routes);
    new DeleteDoor(verbs, screens, pages, times).addTo(routes);
    new ClaimDoor(verbs, screens, pages, times, reveals).addTo(routes);
  }
}
