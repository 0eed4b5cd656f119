package bench;

import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.common.annotation.NonBlocking;

/** One tool that answers from memory, on the thread that read the request. */
public class WhoAmI {
  private static final String TEXT = "TEXT_OF_THE_ANSWER";

  private record Owner(String id, String name, String timeZone) {}

  @Tool(name = "whoami", description = "Who am I?")
  @NonBlocking
  ToolResponse whoami() {
    return null;
  }
}
