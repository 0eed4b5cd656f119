package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool's call whose result is a secret that waits for its claim, which the bridge claims.
 * Whatever else it results in, a question, a dry run, a refusal, is passed on.
 */
abstract class ClaimingErrand extends Errand {
  private final Json json;

  /**
   * @param text for people and models
   */
  record Delivered(KeyShape key, String place, String text) {}

  private record DeliveredShape(KeyShape key, String deliveredTo) {}

  ClaimingErrand(byte[] outgoing, Json json) {
    super(outgoing);
    this.json = json;
  }

  /**
   * Claims the secret and puts it where it belongs.
   *
   * @param id of the key that waits
   * @throws HolderException when it could not be put there
   * @throws KeysFailure when the server did not do it
   */
  abstract Delivered claim(String id) throws Outage;

  @Override
  final ObjectNode incoming(ObjectNode message) {
    JsonNode structured = message.path("result").path("structuredContent");
    String id = structured.path("key").path("id").stringValue(null);
    if (id == null || !structured.has("claimUrl")) {
      return message;
    }
    ObjectNode result = (ObjectNode) message.path("result");
    try {
      Delivered delivered = claim(id);
      result.set(
          "structuredContent",
          json.mapper().valueToTree(new DeliveredShape(delivered.key(), delivered.place())));
      say(result, delivered.text(), false);
    } catch (HolderException | KeysFailure | Outage e) {
      result.remove("structuredContent");
      say(result, String.valueOf(e.getMessage()), true);
    }
    return message;
  }

  private static void say(ObjectNode result, String text, boolean isError) {
    result.putArray("content").addObject().put("type", "text").put("text", text);
    result.put("isError", isError);
  }
}
