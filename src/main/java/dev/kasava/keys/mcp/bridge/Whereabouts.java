package dev.kasava.keys.mcp.bridge;

import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/** Tells who asks who they are, on which server that is: no server knows that it is bridged. */
final class Whereabouts extends Errand {
  private final URI server;

  Whereabouts(byte[] outgoing, URI server) {
    super(outgoing);
    this.server = server;
  }

  @Override
  ObjectNode incoming(ObjectNode message) {
    if (message.path("result") instanceof ObjectNode result
        && !result.path("isError").booleanValue(false)) {
      if (result.path("structuredContent") instanceof ObjectNode structured) {
        structured.put("server", server.toString());
      }
      if (result.path("content").path(0) instanceof ObjectNode content && content.has("text")) {
        content.put(
            "text", content.path("text").stringValue("") + " The server is " + server + ".");
      }
    }
    return message;
  }
}
