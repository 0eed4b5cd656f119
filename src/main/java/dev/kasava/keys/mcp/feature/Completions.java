package dev.kasava.keys.mcp.feature;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers to {@code completion/complete}. */
final class Completions {
  private final Catalogue catalogue;

  Completions(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  Map<String, Object> complete(ObjectNode params, Call call) {
    JsonNode argument = params.path("argument");
    String name = InvalidParams.text(argument, "name");
    String typed = InvalidParams.text(argument, "value");
    Completion completion = completionOf(params.path("ref"), name, call);
    List<String> values = completion.suggest(call, typed);
    List<String> sent = values.stream().limit(Completion.MOST).toList();
    return Map.of("completion", Map.of("values", sent, "hasMore", values.size() > sent.size()));
  }

  private Completion completionOf(JsonNode ref, String name, Call call) {
    return switch (ref.path("type").stringValue("")) {
      case "ref/prompt" ->
          catalogue
              .prompt(InvalidParams.text(ref, "name"))
              .filter(prompt -> prompt.isFor(call.caller()))
              .orElseThrow(() -> new InvalidParams("There is no such prompt."))
              .arguments()
              .stream()
              .filter(argument -> argument.name().equals(name))
              .findFirst()
              .map(Prompt.Argument::completion)
              .orElseThrow(() -> new InvalidParams("The prompt has no such argument."));
      case "ref/resource" -> {
        String uri = InvalidParams.text(ref, "uri");
        yield catalogue.resources().templates().stream()
            .filter(template -> template.uriTemplate().equals(uri))
            .findFirst()
            .filter(template -> template.variable().equals(name))
            .map(Resources.Template::completion)
            .orElseThrow(() -> new InvalidParams("There is no such template, or variable of it."));
      }
      default ->
          throw new InvalidParams("The ref has to be of the type ref/prompt or ref/resource.");
    };
  }
}
