package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/**
 * What models are told of the server and its tools, word by word, so that nobody changes it without
 * seeing that: {@code -Dmcp.snapshot=write} rewrites the reviewed file.
 */
final class ToolListTest {
  private static final Path REVIEWED = Path.of("src/test/resources/mcp/tools.json");

  @Test
  void theServerAndItsToolsAreDescribedAsReviewed(@TempDir Path folder) throws IOException {
    String described = described(folder);
    if ("write".equals(System.getProperty("mcp.snapshot"))) {
      Files.writeString(REVIEWED, described);
    }
    assertThat(described).isEqualTo(Files.readString(REVIEWED));
  }

  @Test
  void everySchemaIsAnObjectSchemaAndEveryToolSaysWhatItDoesToTheWorld(@TempDir Path folder) {
    JsonNode tools = new Json().mapper().readTree(described(folder)).path("tools");
    assertThat(tools.size()).isEqualTo(9);
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    var metaSchema =
        registry.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (JsonNode tool : tools) {
      String name = tool.path("name").stringValue();
      for (String which : new String[] {"inputSchema", "outputSchema"}) {
        JsonNode schema = tool.path(which);
        assertThat(schema.path("type").stringValue(""))
            .as("%s %s", name, which)
            .isEqualTo("object");
        assertThat(metaSchema.validate(schema)).as("%s %s", name, which).isEmpty();
      }
      assertThat(tool.path("inputSchema").path("additionalProperties").booleanValue(true))
          .as(name)
          .isFalse();
      for (String hint :
          new String[] {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}) {
        assertThat(tool.path("annotations").path(hint).isBoolean())
            .as("%s %s", name, hint)
            .isTrue();
      }
      assertThat(tool.path("description").stringValue("")).as(name).endsWith(".");
      assertThat(tool.path("title").stringValue("")).as(name).isNotBlank();
    }
  }

  private static String described(Path folder) {
    Json json = new Json();
    try (TestServer server = TestServer.in(folder);
        RawMcp raw = new RawMcp(server.url())) {
      var key = server.installation().firstKey().secret();
      JsonNode beginning =
          raw.post(RawMcp.INITIALIZE, RawMcp.headers(key, null)).json().path("result");
      JsonNode list =
          raw.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", key, raw.begin(key))
              .json()
              .path("result")
              .path("tools");
      var description = json.mapper().createObjectNode();
      description.set("capabilities", beginning.path("capabilities"));
      description.set("instructions", beginning.path("instructions"));
      description.set("tools", list);
      return json.mapper()
              .writer()
              .with(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(description)
          + "\n";
    }
  }
}
