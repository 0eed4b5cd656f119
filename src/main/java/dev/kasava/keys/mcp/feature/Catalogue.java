package dev.kasava.keys.mcp.feature;

import java.util.LinkedHashMap;
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
    Map<String, Object> capabilities = new LinkedHashMap<>();
    capabilities.put("tools", Map.of());
    Map<String, Object> resourceCapabilities = new LinkedHashMap<>();
    resourceCapabilities.put("subscribe", true);
    resourceCapabilities.put("listChanged", true);
    capabilities.put("resources", resourceCapabilities);
    capabilities.put("prompts", Map.of());
    capabilities.put("completions", Map.of());
    return capabilities;
  }

  public Optional<Prompt> prompt(String name) {
    return prompts.stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }
}
