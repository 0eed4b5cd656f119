package dev.kasava.keys.web;

import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Problem;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.web.view.Front;
import dev.kasava.keys.web.view.MessageView;
import dev.kasava.keys.web.view.Section;
import dev.kasava.keys.web.view.Shell;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Renders pages and sends them, under a policy that lets nothing foreign in. Thread-safe. */
final class Screens {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  static final String KEYS_PATH = Section.API_KEYS.path();

  private static final HttpString OPENER = new HttpString("Cross-Origin-Opener-Policy");
  private static final HttpString RESOURCE = new HttpString("Cross-Origin-Resource-Policy");

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, null, "dev.kasava.keys.web.template");
  private final Replies replies;
  private final Failures failures;
  private final Assets assets;

  Screens(Replies replies, Failures failures, Assets assets) {
    this.replies = replies;
    this.failures = failures;
    this.assets = assets;
  }

  /**
   * @param template a file below src/main/jte whose one parameter is {@code view}
   */
  void show(HttpServerExchange exchange, int status, String template, Object view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(template, view, output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_SECURITY_POLICY, POLICY)
        .put(Headers.CACHE_CONTROL, "no-store")
        .put(OPENER, "same-origin")
        .put(RESOURCE, "same-origin");
    replies.send(exchange, status, "text/html; charset=utf-8", bytes.toByteArray());
  }

  void show(HttpServerExchange exchange, String template, Object view) {
    show(exchange, StatusCodes.OK, template, view);
  }

  /** Sends the browser on, by GET. */
  void redirect(HttpServerExchange exchange, String path) {
    exchange.setStatusCode(StatusCodes.SEE_OTHER);
    exchange.getResponseHeaders().put(Headers.LOCATION, path);
    exchange.endExchange();
  }

  void refused(HttpServerExchange exchange, Refusal refusal) {
    problem(exchange, Problems.of(refusal));
  }

  void notFound(HttpServerExchange exchange) {
    message(
        exchange,
        StatusCodes.NOT_FOUND,
        "Not found",
        "There is no such page, or no longer.",
        KEYS_PATH,
        "Go to the API keys");
  }

  void message(
      HttpServerExchange exchange,
      int status,
      String title,
      String message,
      String path,
      String label) {
    show(
        exchange,
        status,
        "message.jte",
        new MessageView(new Front(title, assets.paths()), message, path, label, false));
  }

  /** A page that goes on to {@code path} by itself. */
  void onward(HttpServerExchange exchange, String path) {
    show(
        exchange,
        "message.jte",
        new MessageView(
            new Front("One moment", assets.paths()),
            "You came from another site. Going on to Kasava Keys.",
            path,
            "Continue",
            true));
  }

  Front front(String title) {
    return new Front(title, assets.paths());
  }

  Shell shell(HttpServerExchange exchange, Visit visit, Section section, String title) {
    return new Shell(
        title,
        section,
        visit.owner().name(),
        visit.key().key().name().text(),
        visit.token().formToken(),
        Notice.sentence(parameter(exchange, Notice.PARAMETER)),
        assets.paths());
  }

  /** The first value of a query parameter; null when there is none. */
  static @Nullable String parameter(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.peekFirst();
  }

  /** The handler, with a page in case it fails. */
  HttpHandler guarded(HttpHandler handler) {
    return failures.around(handler, this::problem);
  }

  private void problem(HttpServerExchange exchange, Problem problem) {
    message(
        exchange,
        problem.status(),
        problem.title(),
        problem.detail(),
        KEYS_PATH,
        "Go to the API keys");
  }
}
