package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.mcp.feature.Call;
import java.util.Map;

/** What a client hears before the answer, as far as the request asked for it. */
record Notices(Envelope envelope, Outlet outlet) implements Call.Feedback {
  @Override
  public void progress(long done, long total, String message) {
    if (envelope.progressToken() != null) {
      outlet.send(
          Wire.notice(
              "notifications/progress",
              Wire.progress(envelope.progressToken(), done, total, message)));
    }
  }

  @Override
  public void log(String level, Object data) {
    if (envelope.wants(level)) {
      outlet.send(Wire.notice("notifications/message", Map.of("level", level, "data", data)));
    }
  }
}
