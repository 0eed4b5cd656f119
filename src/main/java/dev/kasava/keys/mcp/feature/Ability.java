package dev.kasava.keys.mcp.feature;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a client declared that it can be asked to do. */
public enum Ability {
  /** Show the person a form (elicitation, form mode). */
  FORM(Map.of("elicitation", Map.of("form", Map.of()))),
  /** Have the person open a link (elicitation, URL mode). */
  LINK(Map.of("elicitation", Map.of("url", Map.of()))),
  /** Ask its model. */
  SAMPLING(Map.of("sampling", Map.of())),
  /** List the folders that it works in. */
  ROOTS(Map.of("roots", Map.of()));

  @SuppressWarnings("ImmutableEnumChecker") // made of Map.of alone
  private final Map<String, Object> declaration;

  Ability(Map<String, Object> declaration) {
    this.declaration = declaration;
  }

  /** How a client declares it. */
  public Map<String, Object> declaration() {
    return declaration;
  }

  /**
   * @param capabilities as the client declared them
   */
  public static Set<Ability> in(JsonNode capabilities) {
    Set<Ability> abilities = EnumSet.noneOf(Ability.class);
    JsonNode elicitation = capabilities.path("elicitation");
    // An empty declaration means forms: there was nothing else before 2025-11-25.
    if (elicitation.isObject() && (elicitation.has("form") || !elicitation.has("url"))) {
      abilities.add(FORM);
    }
    if (elicitation.has("url")) {
      abilities.add(LINK);
    }
    if (capabilities.path("sampling").isObject()) {
      abilities.add(SAMPLING);
    }
    if (capabilities.path("roots").isObject()) {
      abilities.add(ROOTS);
    }
    return abilities;
  }
}
