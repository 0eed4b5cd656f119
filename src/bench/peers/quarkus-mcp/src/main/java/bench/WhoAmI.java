package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import java.util.List;

/** A tool that answers what it was told to, as tools do by default, and on the I/O thread. */
@Singleton
public class WhoAmI {
  private final String text;
  private final JsonNode structured;

  public WhoAmI() throws Exception {
    JsonNode answer = new ObjectMapper().readTree(System.getenv("ANSWER"));
    text = answer.path("content").path(0).path("text").asText();
    structured = answer.path("structuredContent");
  }

  @Tool(name = "whoami", description = "Who am I?")
  ToolResponse whoami() {
    return answer();
  }

  @Tool(name = "whoami_at_once", description = "Who am I?")
  @NonBlocking
  ToolResponse whoamiAtOnce() {
    return answer();
  }

  private ToolResponse answer() {
    return new ToolResponse(false, List.of(new TextContent(text)), structured, null);
  }
}
