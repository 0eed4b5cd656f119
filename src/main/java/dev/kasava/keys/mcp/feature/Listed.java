package dev.kasava.keys.mcp.feature;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kasava.keys.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Features as lists show them over the wire; the same in every revision. */
final class Listed {
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record ToolShape(
      String name,
      String title,
      String description,
      List<Icon> icons,
      JsonNode inputSchema,
      @Nullable JsonNode outputSchema,
      Annotations annotations) {}

  record Annotations(
      String title,
      boolean readOnlyHint,
      boolean destructiveHint,
      boolean idempotentHint,
      boolean openWorldHint) {}

  record PromptShape(
      String name, String title, String description, List<ArgumentShape> arguments) {}

  record ArgumentShape(String name, String title, String description, boolean required) {}

  record TemplateShape(
      String uriTemplate, String name, String title, String description, String mimeType) {}

  private Listed() {}

  static ToolShape of(Tool tool, Json json) {
    return new ToolShape(
        tool.name(),
        tool.title(),
        tool.description(),
        tool.icons(),
        json.mapper().readTree(tool.inputSchema()),
        tool.outputSchema() == null ? null : json.mapper().readTree(tool.outputSchema()),
        new Annotations(
            tool.title(),
            tool.hints().isReadOnly(),
            tool.hints().isDestructive(),
            tool.hints().isIdempotent(),
            false));
  }

  static PromptShape of(Prompt prompt) {
    return new PromptShape(
        prompt.name(),
        prompt.title(),
        prompt.description(),
        prompt.arguments().stream()
            .map(
                argument ->
                    new ArgumentShape(
                        argument.name(),
                        argument.title(),
                        argument.description(),
                        argument.required()))
            .toList());
  }

  static TemplateShape of(Resources.Template template) {
    return new TemplateShape(
        template.uriTemplate(),
        template.name(),
        template.title(),
        template.description(),
        template.mimeType());
  }
}
