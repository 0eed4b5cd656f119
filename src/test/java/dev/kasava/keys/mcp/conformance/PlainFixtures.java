package dev.kasava.keys.mcp.conformance;

import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Content;
import dev.kasava.keys.mcp.feature.Tool;
import java.util.List;

/** The tools that the suites call and that answer at once. */
final class PlainFixtures {
  /** A red pixel. */
  static final String IMAGE =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  /** No sound. */
  private static final String AUDIO =
      "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

  static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  private static final String WIDE_SCHEMA =
      """
      {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
       "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{
         "street":{"type":"string"},"city":{"type":"string"}}}},
       "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},
         "contactMethod":{"type":"string","enum":["phone","email"]},
         "phone":{"type":"string"},"email":{"type":"string"}},
       "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
       "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
       "then":{"required":["phone"]},"else":{"required":["email"]},
       "additionalProperties":false}
      """;

  private PlainFixtures() {}

  static Tool tool(String name, String schema, Tool.Action action) {
    return new Tool(
        name,
        name,
        "A fixture of the conformance suites.",
        Tool.Hints.READS,
        List.of(),
        schema,
        null,
        null,
        action);
  }

  static Tool tool(String name, Tool.Action action) {
    return tool(name, NO_ARGUMENTS, action);
  }

  static Answer<Tool.Result> given(Content... content) {
    return new Answer.Given<>(new Tool.Result(null, List.of(content)));
  }

  static Answer<Tool.Result> said(String text) {
    return given(Content.text(text));
  }

  static List<Tool> all() {
    Content resource =
        Content.resource(
            new Content.Contents(
                "test://embedded-resource",
                "text/plain",
                "This is an embedded resource content.",
                null));
    return List.of(
        tool(
            "test_simple_text",
            (call, arguments) -> said("This is a simple text response for testing.")),
        tool("test_image_content", (call, arguments) -> given(Content.image(IMAGE, "image/png"))),
        tool("test_audio_content", (call, arguments) -> given(Content.audio(AUDIO, "audio/wav"))),
        tool("test_embedded_resource", (call, arguments) -> given(resource)),
        tool(
            "test_multiple_content_types",
            (call, arguments) ->
                given(
                    Content.text("Multiple content types test:"),
                    Content.image(IMAGE, "image/png"),
                    Content.resource(
                        new Content.Contents(
                            "test://mixed-content-resource",
                            "application/json",
                            "{\"test\":\"data\",\"value\":123}",
                            null)))),
        tool("test_tool_with_logging", (call, arguments) -> logging(call)),
        tool("test_logging_tool", (call, arguments) -> logging(call)),
        tool("test_tool_with_progress", (call, arguments) -> progressing(call)),
        tool(
            "test_error_handling",
            (call, arguments) ->
                Answer.refused(
                    new Refusal.Conflict("This tool intentionally returns an error for testing"))),
        tool(
            "test_missing_capability",
            (call, arguments) ->
                call.can(Ability.SAMPLING)
                    ? said("Success")
                    : new Answer.Lacking<>(Ability.SAMPLING)),
        tool(
            "json_schema_2020_12_tool",
            WIDE_SCHEMA,
            (call, arguments) -> said("Called with: " + arguments)));
  }

  private static Answer<Tool.Result> logging(Call call) {
    call.feedback().log("info", "Tool execution started");
    call.feedback().log("info", "Tool processing data");
    call.feedback().log("info", "Tool execution completed");
    return said("Tool with logging executed successfully");
  }

  private static Answer<Tool.Result> progressing(Call call) {
    for (long done : new long[] {0, 50, 100}) {
      call.feedback().progress(done, 100, "Completed step " + done + " of 100");
    }
    return said("Done");
  }
}
