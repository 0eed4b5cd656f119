package dev.kasava.keys.mcp.feature;

import java.util.List;

/** Suggestions for a value that a person is typing. */
@FunctionalInterface
public interface Completion {
  /** The most suggestions that are sent (MCP, completion). */
  int MOST = 100;

  /** Values that fit what was typed so far, best first. */
  List<String> suggest(Call call, String typed);

  /** No suggestions. */
  Completion NONE = (call, typed) -> List.of();
}
