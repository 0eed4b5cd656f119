package dev.kasava.keys.mcp.feature;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came back to a {@link Question}.
 *
 * @param json the client's answer; null when none came in time, or an error
 */
public record Reply(@Nullable JsonNode json) {
  /** What a person did with an elicitation. */
  public enum Decision {
    ACCEPTED,
    DECLINED,
    /** Put it away without deciding. */
    DISMISSED,
    /** No answer, or none that can be understood. */
    NONE
  }

  public static Reply none() {
    return new Reply(null);
  }

  /** For questions to the person. */
  public Decision decision() {
    return json == null
        ? Decision.NONE
        : switch (json.path("action").stringValue("")) {
          case "accept" -> Decision.ACCEPTED;
          case "decline" -> Decision.DECLINED;
          case "cancel" -> Decision.DISMISSED;
          default -> Decision.NONE;
        };
  }
}
