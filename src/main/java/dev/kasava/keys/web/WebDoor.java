package dev.kasava.keys.web;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.wire.Shapes;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The page: every route that a browser uses. */
public final class WebDoor {
  /**
   * What the page is made from.
   *
   * @param publicUrl where people reach it; decides whether cookies are for TLS only
   */
  public record Parts(
      Verbs verbs,
      KeyStore keys,
      SessionStore sessions,
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
    Screens screens = new Screens(parts.replies(), assets);
    Cookies cookies = new Cookies(parts.publicUrl());
    Sessions sessions = new Sessions(parts.sessions(), parts.keys(), parts.clock());
    Entrance entrance = new Entrance(sessions, cookies, screens, parts.bodies(), parts.failures());
    assets.addTo(routes);
    new SignInDoor(parts.authenticator(), sessions, parts.links(), cookies, entrance, screens)
        .addTo(routes);
    addSettingsTo(routes, entrance, screens);
  }

  private void addSettingsTo(Routes routes, Entrance entrance, Screens screens) {
    Verbs verbs = parts.verbs();
    Times times = new Times(parts.clock());
    Expiries expiries = new Expiries(parts.clock());
    KeyViews views = new KeyViews(parts.shapes(), times);
    KeyPages pages = new KeyPages(verbs, entrance, screens, views);
    Reveals reveals = new Reveals(screens, pages);
    new ListDoor(verbs, entrance, screens, views).addTo(routes);
    new CreateDoor(verbs, entrance, screens, expiries, reveals).addTo(routes);
    new KeyDoor(verbs, screens, pages, expiries, times).addTo(routes);
    new RegenerateDoor(verbs, screens, pages, expiries, times, reveals).addTo(routes);
    new ClaimDoor(verbs, screens, pages, times, reveals).addTo(routes);
    new SettingsDoor(verbs, entrance, screens, times).addTo(routes);
  }
}
