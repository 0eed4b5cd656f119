package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor.Unclear;
import dev.kasava.keys.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients, with the server's list of tools, what the bridge adds to them. */
final class Offer extends Errand {
  /** The schema of {@link Errands#DELIVER_TO}. */
  static final String SCHEMA =
      """
      {"type":"string","enum":["keychain"],\
      "description":"Puts the new secret into the system keychain of this machine instead of\
       answering a claim link; nobody sees it, and no person has to claim it. Programs get it with\
       kasava exec. If the key is the one of this very tool, it is exchanged in place, and the tool\
       goes on working."}\
      """;

  private final Json json;

  Offer(byte[] outgoing, Json json) {
    super(outgoing);
    this.json = json;
  }

  @Override
  byte @Nullable [] plain(byte[] answer) {
    try {
      return PlainOffer.in(answer);
    } catch (Unclear e) {
      return null;
    }
  }

  @Override
  ObjectNode incoming(ObjectNode message) {
    for (JsonNode tool : message.path("result").path("tools")) {
      if (Errands.delivers(tool.path("name").stringValue(""))
          && tool.path("inputSchema").path("properties") instanceof ObjectNode properties) {
        properties.set(Errands.DELIVER_TO, json.mapper().readTree(SCHEMA));
      }
    }
    return message;
  }
}
