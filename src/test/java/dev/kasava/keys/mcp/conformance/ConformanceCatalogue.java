package dev.kasava.keys.mcp.conformance;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.feature.Completion;
import dev.kasava.keys.mcp.feature.Content;
import dev.kasava.keys.mcp.feature.Prompt;
import dev.kasava.keys.mcp.feature.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the suites look for, described as the product describes its own. */
final class ConformanceCatalogue {
  private ConformanceCatalogue() {}

  static Catalogue create() {
    return new Catalogue(
        new Catalogue.Server(
            "conformance", "Conformance", "1", "The fixtures of the suites.", List.of()),
        "For the conformance suites.",
        true,
        Stream.of(PlainFixtures.all(), AskingFixtures.all()).flatMap(List::stream).toList(),
        new Fixtures(),
        prompts());
  }

  private static List<Prompt> prompts() {
    return List.of(
        prompt(
            "test_simple_prompt",
            List.of(),
            (call, arguments) -> said("This is a simple prompt for testing.")),
        prompt(
            "test_prompt_with_arguments",
            List.of(argument("arg1"), argument("arg2")),
            (call, arguments) ->
                said(
                    "Prompt with arguments: arg1='"
                        + arguments.get("arg1")
                        + "', arg2='"
                        + arguments.get("arg2")
                        + "'")),
        prompt(
            "test_prompt_with_embedded_resource",
            List.of(argument("resourceUri")),
            (call, arguments) ->
                new Answer.Given<>(
                    List.of(
                        new Prompt.Message(
                            "user",
                            Content.resource(
                                new Content.Contents(
                                    arguments.getOrDefault("resourceUri", ""),
                                    "text/plain",
                                    "Embedded resource content for testing.",
                                    null))),
                        Prompt.Message.user("Please process the embedded resource above.")))),
        prompt(
            "test_prompt_with_image",
            List.of(),
            (call, arguments) ->
                new Answer.Given<>(
                    List.of(
                        new Prompt.Message("user", Content.image(PlainFixtures.IMAGE, "image/png")),
                        Prompt.Message.user("Please analyze the image above.")))),
        prompt(
            "test_input_required_result_prompt",
            List.of(),
            (call, arguments) ->
                AskingFixtures.replies(call).containsKey("user_context")
                    ? said("Prompt with context.")
                    : new Answer.Asking<>(
                        Map.of(
                            "user_context",
                            AskingFixtures.form(
                                "What context should the prompt use?", "context", "string")),
                        null)));
  }

  private static Prompt prompt(String name, List<Prompt.Argument> arguments, Prompt.Action action) {
    return new Prompt(name, name, "A fixture of the conformance suites.", arguments, null, action);
  }

  private static Prompt.Argument argument(String name) {
    return new Prompt.Argument(name, name, "A test argument.", true, Completion.NONE);
  }

  private static Answer<List<Prompt.Message>> said(String text) {
    return new Answer.Given<>(List.of(Prompt.Message.user(text)));
  }

  private static final class Fixtures implements Resources {
    private static final String TEMPLATE = "test://template/";
    private static final String DATA = "/data";

    @Override
    public @Nullable Scope needed() {
      return null;
    }

    @Override
    public Answer<Page> list(Call call, @Nullable String cursor) {
      return new Answer.Given<>(
          new Page(
              List.of(
                  resource("test://static-text", "text/plain"),
                  resource("test://static-binary", "image/png"),
                  resource("test://watched-resource", "text/plain")),
              null));
    }

    private static Resource resource(String uri, String type) {
      return new Resource(uri, uri, uri, "A fixture of the conformance suites.", type);
    }

    @Override
    public List<Template> templates() {
      return List.of(
          new Template(
              TEMPLATE + "{id}" + DATA,
              "template",
              "Template",
              "A fixture of the conformance suites.",
              "application/json",
              "id",
              Completion.NONE));
    }

    @Override
    public Answer<List<Content.Contents>> read(Call call, String uri) {
      if (uri.startsWith(TEMPLATE) && uri.endsWith(DATA)) {
        String id = uri.substring(TEMPLATE.length(), uri.length() - DATA.length());
        return given(
            uri,
            "application/json",
            "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}");
      }
      return switch (uri) {
        case "test://static-text" ->
            given(uri, "text/plain", "This is the content of the static text resource.");
        case "test://static-binary" ->
            new Answer.Given<>(
                List.of(new Content.Contents(uri, "image/png", null, PlainFixtures.IMAGE)));
        case "test://watched-resource" -> given(uri, "text/plain", "Watched resource content");
        default -> Answer.refused(new Refusal.NotFound());
      };
    }

    private static Answer<List<Content.Contents>> given(String uri, String type, String text) {
      return new Answer.Given<>(List.of(new Content.Contents(uri, type, text, null)));
    }

    @Override
    public Optional<Watched> watched(Caller caller, String uri) {
      return uri.startsWith("test://") ? Optional.of(new Watched.AllKeys()) : Optional.empty();
    }
  }
}
