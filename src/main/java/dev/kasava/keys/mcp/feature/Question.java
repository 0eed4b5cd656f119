package dev.kasava.keys.mcp.feature;

import java.util.Map;

/**
 * What a feature wants to know from the client's side.
 *
 * @param needs without which the client must not be asked
 * @param method the request that asks it, as MCP names it
 * @param params serialize to that request's params
 */
public record Question(Ability needs, String method, Map<String, Object> params) {
  private static final String ELICIT = "elicitation/create";

  /** Whether the person agrees: nothing to fill in, so that accepting is all there is to it. */
  public static Question agreement(String message) {
    return form(message, Map.of("type", "object", "properties", Map.of()));
  }

  /**
   * A form for the person; never for a secret (MCP, elicitation, form mode security).
   *
   * @param schema a flat JSON Schema of the answer
   */
  public static Question form(String message, Map<String, Object> schema) {
    return new Question(
        Ability.FORM, ELICIT, Map.of("message", message, "requestedSchema", schema));
  }

  /** Has the person open {@code url}, which must grant nothing by itself. */
  public static Question link(String message, String url) {
    return new Question(
        Ability.LINK, ELICIT, Map.of("mode", "url", "message", message, "url", url));
  }
}
