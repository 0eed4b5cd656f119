package dev.kasava.keys.rest;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import io.undertow.server.HttpServerExchange;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** From query parameters to what verbs take. */
final class Queries {
  private Queries() {}

  static @Nullable String text(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.getFirst();
  }

  /** False where not a word was said. */
  static Outcome<Boolean> flag(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return switch (values == null ? "false" : String.join(" ", values)) {
      case "true" -> Outcome.done(true);
      case "false" -> Outcome.done(false);
      default ->
          Outcome.refused(
              new Refusal.Invalid(name, "The parameter " + name + " is true or false."));
    };
  }

  static Outcome<Integer> limit(HttpServerExchange exchange, int otherwise) {
    String text = text(exchange, "limit");
    try {
      return Outcome.done(text == null ? otherwise : Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return Outcome.refused(new Refusal.Invalid("limit", "The limit has to be a number."));
    }
  }
}
