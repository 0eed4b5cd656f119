package dev.kasava.keys.mcp.feature;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Params do not have the form that MCP gives them. Its message is a sentence for the client. */
final class InvalidParams extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidParams(String sentence) {
    super(sentence, null, false, false);
  }

  String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** The text in a field that has to be there. */
  static String text(JsonNode params, String field) {
    @Nullable String text = params.path(field).stringValue(null);
    if (text == null) {
      throw new InvalidParams("Send the field " + field + ", a text.");
    }
    return text;
  }

  /** The arguments of a prompt: texts all of them, and those that it requires. */
  static Map<String, String> arguments(JsonNode params, Prompt prompt) {
    JsonNode given = params.path("arguments");
    if (!given.isMissingNode() && !given.isObject()) {
      throw new InvalidParams("Send the prompt's arguments as an object.");
    }
    Map<String, String> arguments = new HashMap<>();
    for (Prompt.Argument argument : prompt.arguments()) {
      JsonNode value = given.path(argument.name());
      if (value.isString()) {
        arguments.put(argument.name(), value.stringValue());
      } else if (argument.required() || !value.isMissingNode()) {
        throw new InvalidParams("The prompt needs the argument " + argument.name() + ", a text.");
      }
    }
    return arguments;
  }
}
