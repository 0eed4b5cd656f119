package dev.kasava.keys.mcp.feature;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a server offers. Immutable and thread-safe.
 *
 * @param instructions what a model is told of the server as a whole
 * @param logs whether features ever log to the client
 */
public record Catalogue(
    Server server,
    String instructions,
    boolean logs,
    List<Tool> tools,
    Resources resources,
    List<Prompt> prompts) {

  /** The server itself, for people. */
  public record Server(
      String name, String title, String version, String description, List<Icon> icons) {}

  /** What clients may count on, as every revision declares it. */
  public Map<String, Object> capabilities() {
    return Map.of(
        "tools", Map.of(),
        "prompts", Map.of(),
        "completions", Map.of(),
        "resources", Map.of("subscribe", true, "listChanged", true));
  }

  public Optional<Tool> tool(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  public Optional<Prompt> prompt(String name) {
    return prompts.stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }
}
