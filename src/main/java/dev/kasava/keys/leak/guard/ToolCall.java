package dev.kasava.keys.leak.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an assistant is about to do: the input of a hook before a tool's use (Claude Code hooks,
 * {@code PreToolUse}). Read as leniently as it may come: others make it.
 *
 * @param folder where it works; empty when that is not said
 */
public record ToolCall(String tool, JsonNode input, Optional<Path> folder) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  /** Whether there is a call at all in what a hook is told. */
  public sealed interface Input {
    record Call(ToolCall call) implements Input {}

    /** Of an event that is not asked about. */
    record Other() implements Input {}

    record Malformed() implements Input {}
  }

  /** Reads what a hook is told. */
  public static Input read(byte[] json) {
    JsonNode event;
    try {
      event = MAPPER.readTree(json);
    } catch (JacksonException e) {
      return new Input.Malformed();
    }
    String name = event.path("hook_event_name").stringValue("");
    if (!event.isObject() || name.isEmpty()) {
      return new Input.Malformed();
    }
    if (!name.equals("PreToolUse")) {
      return new Input.Other();
    }
    return new Input.Call(
        new ToolCall(
            event.path("tool_name").stringValue(""), event.path("tool_input"), folder(event)));
  }

  private static Optional<Path> folder(JsonNode event) {
    try {
      return Optional.of(event.path("cwd").stringValue(""))
          .filter(text -> !text.isEmpty())
          .map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A text of the input; empty when there is none of that name. */
  String text(String field) {
    return input.path(field).stringValue("");
  }
}
