package dev.kasava.keys.integration;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** TOML as people keep their settings in it: a table of ours is added or taken out as a whole. */
final class TomlText {
  private TomlText() {}

  /**
   * The text with a table at its end, in place of any before of that name.
   *
   * @param path bare keys
   * @param entry texts, lists of texts, truth values and tables of texts
   */
  static String with(String text, List<String> path, JsonNode entry) {
    String rest = without(text, path);
    String name = String.join(".", path);
    StringBuilder table = new StringBuilder("[" + name + "]\n");
    StringBuilder nested = new StringBuilder();
    entry
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                nested.append('[').append(name).append('.').append(field.getKey()).append("]\n");
                nested.append(lines(field.getValue()));
              } else {
                table.append(line(field.getKey(), field.getValue()));
              }
            });
    String gap = rest.isEmpty() ? "" : rest.endsWith("\n") ? "\n" : "\n\n";
    return rest + gap + table + nested;
  }

  /** JSON's texts, lists and truth values are TOML's as well. */
  private static String line(String name, JsonNode value) {
    return name + " = " + value.toString().replace("\",\"", "\", \"") + "\n";
  }

  private static String lines(JsonNode table) {
    return table.properties().stream()
        .map(field -> line(field.getKey(), field.getValue()))
        .collect(Collectors.joining());
  }

  /** The text without that table and those within it; the same when there is none. */
  static String without(String text, List<String> path) {
    String name = String.join(".", path);
    StringBuilder kept = new StringBuilder();
    boolean isOurs = false;
    boolean wasThere = false;
    for (String line : text.splitWithDelimiters("\\R", 0)) {
      String bare = line.strip();
      if (bare.startsWith("[")) {
        isOurs = bare.startsWith("[" + name + "]") || bare.startsWith("[" + name + ".");
        wasThere |= isOurs;
      }
      if (!isOurs) {
        kept.append(line);
      }
    }
    if (!wasThere) {
      return text;
    }
    // The empty line that stood before it.
    return kept.substring(0, kept.length() - (kept.toString().endsWith("\n\n") ? 1 : 0));
  }
}
