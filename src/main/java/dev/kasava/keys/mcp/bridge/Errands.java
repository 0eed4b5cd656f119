package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the bridge adds to the server's tools: that whoami names the server, and that a new secret
 * can go into the keychain of this machine, so that nobody sees it. The server does everything
 * else, the person's agreement included, and leaves the secret waiting for its claim; the bridge
 * claims it. Thread-safe.
 */
final class Errands {
  static final String DELIVER_TO = "deliverTo";
  private static final String KEYCHAIN = "keychain";
  private static final String CREATE = "create_api_key";
  private static final String REGENERATE = "regenerate_api_key";
  private static final String WHO_AM_I = "whoami";
  private static final Set<String> TOOLS = Set.of(CREATE, REGENERATE);

  private final Keeping keeping;
  private final OwnServer server;
  private final Json json;

  Errands(Keeping keeping, OwnServer server, Json json) {
    this.keeping = keeping;
    this.server = server;
    this.json = json;
  }

  /**
   * What is to be done with a request; blocks where the keychain or the server is asked first.
   *
   * @param bytes the whole message
   * @throws HolderException when it cannot be done, before the server was asked to
   * @throws Outage when the server cannot be asked
   */
  Errand of(Message.Request request, byte[] bytes) throws Outage {
    if (request.method().equals("tools/list")) {
      return new Offer(bytes, json);
    }
    if (!request.method().equals("tools/call")) {
      return new Errand(bytes);
    }
    String tool = request.params().path("name").stringValue("");
    JsonNode arguments = request.params().path("arguments");
    if (tool.equals(WHO_AM_I)) {
      return new Whereabouts(bytes, keeping.account().server());
    }
    return TOOLS.contains(tool) && arguments.has(DELIVER_TO)
        ? delivering(tool, arguments, bytes)
        : new Errand(bytes);
  }

  static boolean delivers(String tool) {
    return TOOLS.contains(tool);
  }

  private Errand delivering(String tool, JsonNode arguments, byte[] bytes) throws Outage {
    if (!arguments.path(DELIVER_TO).stringValue("").equals(KEYCHAIN)) {
      throw new HolderException(
          "deliverTo can be \"keychain\". Leave it out for a link by which a person claims the"
              + " secret.");
    }
    keeping.destination().prepare();
    String id = arguments.path("id").stringValue("");
    boolean isOwn = tool.equals(REGENERATE) && isOwnKey(id);
    if (isOwn) {
      checkRotation(arguments);
    }
    byte[] outgoing = outgoing(bytes, isOwn);
    if (isOwn) {
      return new OwnRotation(outgoing, id, keeping, server, json);
    }
    return new KeychainDelivery(outgoing, tool.equals(CREATE), keeping, server, json);
  }

  private boolean isOwnKey(String id) throws Outage {
    KeyShape own = server.ask(Keys::whoAmI).key();
    return own != null && own.id().equals(id);
  }

  private void checkRotation(JsonNode arguments) {
    if (arguments.path("revokeNow").booleanValue(false)
        || arguments.path("overlapSeconds").longValue(0) != 0) {
      throw new HolderException(
          "This is the key of this very tool: its old secret stops working when the new one is in"
              + " use. Leave overlapSeconds and revokeNow out.");
    }
    if (keeping.named().get().isPresent()) {
      throw new HolderException(
          "The environment names the key of this tool, so nothing can be put in its place. The"
              + " person has to regenerate it on the page Settings -> API Keys, and to put the new"
              + " secret where the old one is.");
    }
  }

  private byte[] outgoing(byte[] bytes, boolean isOwn) {
    ObjectNode message = (ObjectNode) json.mapper().readTree(bytes);
    ObjectNode params = (ObjectNode) message.path("params");
    ObjectNode arguments = (ObjectNode) params.path("arguments");
    arguments.remove(DELIVER_TO);
    if (isOwn) {
      arguments.put("untilFirstUse", true);
    }
    params.withObjectProperty("_meta").put(Features.CLAIMS, true);
    return json.bytes(message);
  }
}
