package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.modern.ModernLane;
import java.util.Map;

/** What a client of the older era is due before it begins a session. */
public final class BeforeInitialize {
  private BeforeInitialize() {}

  /** Answers any request but initialize itself. */
  public static void answer(Message.Request request, LineWriter out) {
    if (request.method().equals("ping")) {
      // A sign of life is due to everybody (MCP 2025-11-25, lifecycle, initialization).
      out.answer(request.id(), Map.of());
    } else {
      out.refuse(
          request.id(),
          RpcError.invalidRequest(
              "Send initialize first, or the _meta of " + ModernLane.PROTOCOL_VERSION + "."));
    }
  }
}
