package dev.kasava.keys.web;

import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Form;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets signed-in people to their pages, sends others to sign in, and takes forms only if we
 * rendered them for the same session. Everything behind it runs where it may block. Thread-safe.
 */
final class Entrance {
  /** A page that somebody asks for. */
  @FunctionalInterface
  interface Page {
    void show(HttpServerExchange exchange, Visit visit) throws Exception;
  }

  /** What a form asks for. */
  @FunctionalInterface
  interface Act {
    void act(HttpServerExchange exchange, Visit visit, Form form) throws Exception;
  }

  /** A form that was read, whoever sent it. */
  @FunctionalInterface
  interface Submitted {
    void take(HttpServerExchange exchange, Form form) throws Exception;
  }

  /** The field in which every form carries its token. */
  static final String FORM_TOKEN = "csrf";

  private static final Pattern LOCAL = Pattern.compile("/settings(?:/[A-Za-z0-9_-]{1,80}){1,4}");
  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

  private final Sessions sessions;
  private final Cookies cookies;
  private final Screens screens;
  private final Bodies bodies;
  private final Failures failures;

  Entrance(Sessions sessions, Cookies cookies, Screens screens, Bodies bodies, Failures failures) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.screens = screens;
    this.bodies = bodies;
    this.failures = failures;
  }

  /** A page for signed-in people. */
  HttpHandler page(Page page) {
    return open(exchange -> visited(exchange, page));
  }

  /** As {@link #page}, for answers that go on and on. */
  HttpHandler stream(Page page) {
    return exchange ->
        failures.onWorker(exchange, screens.guarded(worker -> visited(worker, page)));
  }

  private void visited(HttpServerExchange exchange, Page page) throws Exception {
    Optional<Visit> visit = visit(exchange);
    if (visit.isPresent()) {
      page.show(exchange, visit.get());
    } else if (isFromAnotherSite(exchange)) {
      // SameSite=Strict hid the cookie. Our own page's next step is same-site and shows it.
      screens.onward(exchange, local(exchange.getRequestPath()));
    } else {
      sendToSignIn(exchange, cookies.session(exchange).isPresent() ? Notice.ENDED : null);
    }
  }

  /** A form of signed-in people. */
  HttpHandler form(Act act) {
    return submitted(
        (exchange, form) -> {
          Optional<Visit> visit = visit(exchange);
          if (visit.isEmpty()) {
            sendToSignIn(exchange, Notice.UNSENT);
          } else if (visit.get().token().isFormToken(form.one(FORM_TOKEN))) {
            act.act(exchange, visit.get(), form);
          } else {
            outdated(exchange);
          }
        });
  }

  /**
   * A page for anybody, on a thread that may block. It is compressed, as a secret is shown only in
   * the answer to a form. What it holds beside what was asked for stays out of reach of other sites
   * that measure it, since their requests come without the session.
   */
  HttpHandler open(HttpHandler page) {
    return Compression.of(exchange -> failures.onWorker(exchange, screens.guarded(page)));
  }

  /** A form of anybody; the one who takes it has to check its token. */
  HttpHandler submitted(Submitted submitted) {
    return exchange -> {
      if (Form.isForm(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE))) {
        bodies.bytes(
            exchange,
            Form.MOST_BYTES,
            (worker, body) ->
                screens.guarded(reading -> read(reading, body, submitted)).handleRequest(worker));
      } else {
        malformed(exchange);
      }
    };
  }

  private void read(HttpServerExchange exchange, byte[] body, Submitted submitted)
      throws Exception {
    Optional<Form> form = Form.parse(body);
    if (form.isPresent()) {
      submitted.take(exchange, form.get());
    } else {
      malformed(exchange);
    }
  }

  private Optional<Visit> visit(HttpServerExchange exchange) {
    return cookies.session(exchange).flatMap(token -> sessions.find(token, cookies.zone(exchange)));
  }

  private void sendToSignIn(HttpServerExchange exchange, @Nullable Notice notice) {
    String path = SignInDoor.PATH + "?next=" + local(exchange.getRequestPath());
    screens.redirect(exchange, notice == null ? path : notice.at(path));
  }

  private void malformed(HttpServerExchange exchange) {
    screens.message(
        exchange,
        StatusCodes.BAD_REQUEST,
        "Bad request",
        "This is no form that the page could have sent.",
        Screens.KEYS_PATH,
        "Go to the API keys");
  }

  /** Refuses a form that was not rendered for whoever sent it. */
  void outdated(HttpServerExchange exchange) {
    screens.message(
        exchange,
        StatusCodes.FORBIDDEN,
        "This form is out of date",
        "It was opened before you signed in, or by another site. Nothing was changed. Open the"
            + " page again and repeat what you did.",
        Screens.KEYS_PATH,
        "Open the page again");
  }

  private static boolean isFromAnotherSite(HttpServerExchange exchange) {
    HeaderValues site = exchange.getRequestHeaders().get(FETCH_SITE);
    return site != null && site.getFirst().equals("cross-site");
  }

  /** The path when it is one of ours under Settings, else the list of keys. */
  static String local(@Nullable String path) {
    return path != null && LOCAL.matcher(path).matches() ? path : Screens.KEYS_PATH;
  }
}
