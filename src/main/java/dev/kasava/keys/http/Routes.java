package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.PathTemplate;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which handler serves which method and path. Filled once, then only read. */
public final class Routes {
  /**
   * @param template a path whose variable parts stand in braces
   */
  public record Route(HttpString method, String template) {}

  private final RoutingHandler routing = new RoutingHandler(false);
  private final List<Route> routes = new ArrayList<>();
  private final Replies replies;

  public Routes(Replies replies) {
    this.replies = replies;
    routing.setFallbackHandler(exchange -> replies.problem(exchange, Problems.noSuchPage()));
    routing.setInvalidMethodHandler(this::methodNotAllowed);
  }

  /**
   * @param template a path whose variable parts stand in braces
   */
  public Routes add(HttpString method, String template, HttpHandler handler) {
    routing.add(method, template, handler);
    routes.add(new Route(method, template));
    return this;
  }

  /** GET, and HEAD with it. */
  public Routes get(String template, HttpHandler handler) {
    add(Methods.GET, template, handler);
    return add(Methods.HEAD, template, handler);
  }

  public Routes post(String template, HttpHandler handler) {
    return add(Methods.POST, template, handler);
  }

  /** All that were added, in their order. */
  public List<Route> all() {
    return List.copyOf(routes);
  }

  public HttpHandler handler() {
    return routing;
  }

  /** What stands in the path at a template's {@code {name}}. */
  public static String part(HttpServerExchange exchange, String name) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String part = match == null ? null : match.getParameters().get(name);
    if (part == null) {
      throw new IllegalArgumentException("this route has no part named " + name);
    }
    return part;
  }

  private void methodNotAllowed(HttpServerExchange exchange) {
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      if (PathTemplate.create(route.template())
          .matches(exchange.getRelativePath(), new HashMap<>())) {
        allowed.add(route.method().toString());
      }
    }
    exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", allowed));
    replies.problem(
        exchange,
        Problem.of(
            StatusCodes.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Method not allowed",
            "This path takes: " + String.join(", ", allowed) + "."));
  }
}
