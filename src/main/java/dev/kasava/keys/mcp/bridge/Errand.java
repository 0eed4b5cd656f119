package dev.kasava.keys.mcp.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request on its way through the bridge; one like this is passed on as it is. */
class Errand {
  private final byte[] outgoing;

  Errand(byte[] outgoing) {
    this.outgoing = outgoing;
  }

  /** As it goes to the server; a request that is sent again is the same. */
  final byte[] outgoing() {
    return outgoing;
  }

  /**
   * The answer as the client gets it, made of the server's as it stands; null when that has to be
   * taken apart.
   */
  byte @Nullable [] plain(byte[] answer) {
    return null;
  }

  /**
   * The answer as the client gets it; may block.
   *
   * @param message the server's response, which may be changed
   */
  ObjectNode incoming(ObjectNode message) {
    return message;
  }
}
