package dev.kasava.keys.web;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.http.Form;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.SessionStore.Session;
import dev.kasava.keys.web.view.LinkView;
import dev.kasava.keys.web.view.SignInView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way in: by pasting a key, or by a one-time link. And the way out. */
final class SignInDoor {
  static final String PATH = "/sign-in";

  private final Authenticator authenticator;
  private final Sessions sessions;
  private final SignInLinks links;
  private final Cookies cookies;
  private final Entrance entrance;
  private final Screens screens;
  private final SecureRandom random = new SecureRandom();

  SignInDoor(
      Authenticator authenticator,
      Sessions sessions,
      SignInLinks links,
      Cookies cookies,
      Entrance entrance,
      Screens screens) {
    this.authenticator = authenticator;
    this.sessions = sessions;
    this.links = links;
    this.cookies = cookies;
    this.entrance = entrance;
    this.screens = screens;
  }

  void addTo(Routes routes) {
    routes.get(PATH, entrance.open(this::ask));
    routes.post(PATH, entrance.submitted(this::signIn));
    routes.get(PATH + "/{token}", entrance.open(this::askByLink));
    routes.post(PATH + "/{token}", entrance.submitted(this::signInByLink));
    routes.post("/sign-out", entrance.form(this::signOut));
  }

  private void ask(HttpServerExchange exchange) {
    String next = Entrance.local(Screens.parameter(exchange, "next"));
    if (cookies.session(exchange).flatMap(token -> sessions.find(token, null)).isPresent()) {
      screens.redirect(exchange, next);
      return;
    }
    String notice = Notice.sentence(Screens.parameter(exchange, Notice.PARAMETER));
    show(exchange, StatusCodes.OK, next, notice, null);
  }

  private void signIn(HttpServerExchange exchange, Form form) {
    if (!isOurs(exchange, form)) {
      entrance.outdated(exchange);
      return;
    }
    String next = Entrance.local(form.one("next"));
    String secret = form.one("key").strip();
    switch (authenticator.verify(secret, List.of(Scope.KEYS_READ))) {
      case Verdict.Accepted(var grant) -> signIn(exchange, grant.keyId(), secret, next);
      case Verdict.Admitted token ->
          show(exchange, StatusCodes.FORBIDDEN, next, null, "Sign in with an API key.");
      case Verdict.Rejected rejected ->
          show(exchange, StatusCodes.FORBIDDEN, next, null, rejected.message());
    }
  }

  private void signIn(HttpServerExchange exchange, KeyId key, String secret, String next) {
    Optional<Token> session = sessions.start(key, authenticator.digests(secret));
    if (session.isPresent()) {
      begin(exchange, session.get(), next);
    } else {
      show(exchange, StatusCodes.FORBIDDEN, next, null, "This API key was revoked just now.");
    }
  }

  /** Only looks: whoever fetches links ahead of a person must not use them up. */
  private void askByLink(HttpServerExchange exchange) {
    String text = Routes.part(exchange, "token");
    if (Token.parse(text).filter(links::isGood).isEmpty()) {
      linkIsOver(exchange);
      return;
    }
    screens.show(
        exchange,
        "link.jte",
        new LinkView(screens.front("Sign in"), visitor(exchange).formToken(), PATH + "/" + text));
  }

  private void signInByLink(HttpServerExchange exchange, Form form) {
    if (!isOurs(exchange, form)) {
      entrance.outdated(exchange);
      return;
    }
    Optional<Session> link = Token.parse(Routes.part(exchange, "token")).flatMap(links::use);
    if (link.isPresent()) {
      begin(exchange, sessions.start(link.get()), Screens.KEYS_PATH);
    } else {
      linkIsOver(exchange);
    }
  }

  private void linkIsOver(HttpServerExchange exchange) {
    screens.message(
        exchange,
        StatusCodes.NOT_FOUND,
        "This link is used up",
        "A sign-in link works once, for "
            + SignInLinks.GOOD_FOR.toMinutes()
            + " minutes. Sign in with a key instead, or make a new link.",
        PATH,
        "Sign in with a key");
  }

  private void begin(HttpServerExchange exchange, Token session, String next) {
    cookies.session(exchange).ifPresent(sessions::end);
    cookies.setSession(exchange, session);
    screens.redirect(exchange, next);
  }

  private void signOut(HttpServerExchange exchange, Visit visit, Form form) {
    sessions.end(visit.token());
    cookies.clearSession(exchange);
    screens.redirect(exchange, Notice.SIGNED_OUT.at(PATH));
  }

  private void show(
      HttpServerExchange exchange,
      int status,
      String next,
      @Nullable String notice,
      @Nullable String error) {
    screens.show(
        exchange,
        status,
        "signin.jte",
        new SignInView(
            screens.front("Sign in"), visitor(exchange).formToken(), next, notice, error));
  }

  private boolean isOurs(HttpServerExchange exchange, Form form) {
    return cookies
        .visitor(exchange)
        .filter(visitor -> visitor.isFormToken(form.one(Entrance.FORM_TOKEN)))
        .isPresent();
  }

  private Token visitor(HttpServerExchange exchange) {
    return cookies
        .visitor(exchange)
        .orElseGet(
            () -> {
              Token visitor = Token.random(random);
              cookies.setVisitor(exchange, visitor);
              return visitor;
            });
  }
}
