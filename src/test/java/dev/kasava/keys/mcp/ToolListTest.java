package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/**
 * What models are told of the server and its tools, word by word, so that nobody changes it without
 * seeing that: {@code -Dmcp.snapshot=write} rewrites the reviewed file and the README's table.
 */
final class ToolListTest {
  private static final Path REVIEWED = Path.of("src/test/resources/mcp/tools.json");
  private static final Path README = Path.of("README.md");
  private static final String TABLE = "<!-- tools: this table is generated -->";
  private static final String TABLE_END = "<!-- end of tools -->";

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

  /** One row a tool, so that whoever reads the README sees what there is. */
  @Test
  void theReadmesTableIsThatOfTheTools(@TempDir Path folder) throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf(TABLE) + TABLE.length();
    int end = readme.indexOf(TABLE_END);
    assertThat(start).isLessThan(end);
    String current = readme.substring(0, start) + "\n" + table(folder) + readme.substring(end);
    if ("write".equals(System.getProperty("mcp.snapshot"))) {
      Files.writeString(README, current);
    }
    assertThat(current).isEqualTo(Files.readString(README));
  }

  private static String table(Path folder) {
    StringBuilder table =
        new StringBuilder("| Tool | What it is for | The key needs |\n|---|---|---|\n");
    try (TestInstallation installation = TestInstallation.in(folder)) {
      Shapes shapes =
          new Shapes(
              installation.get().format(), installation.get().clock(), () -> "http://127.0.0.1:1");
      for (Tool tool :
          KeyCatalogue.of(installation.get().verbs(), shapes, new Json(), "test").tools()) {
        Scope needed = tool.needed();
        table
            .append("| `")
            .append(tool.name())
            .append("` | ")
            .append(tool.title())
            .append(tool.hints() == Tool.Hints.ENDS ? ", once a person agrees" : "")
            .append(" | ")
            .append(needed == null ? "nothing" : "`" + needed + "`")
            .append(" |\n");
      }
    }
    return table.toString();
  }

  private static String described(Path folder) {
    Json json = new Json();
    try (TestServer server = TestServer.in(folder);
        RawMcp raw = new RawMcp(server.url())) {
      Secret key = server.installation().firstKey().secret();
      JsonNode beginning =
          raw.post(RawMcp.INITIALIZE, RawMcp.headers(key, null)).json().path("result");
      var description = json.mapper().createObjectNode();
      description.set("capabilities", beginning.path("capabilities"));
      description.set("instructions", beginning.path("instructions"));
      String session = raw.begin(key);
      for (String list : new String[] {"tools", "prompts", "resources/templates"}) {
        JsonNode result =
            raw.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + list + "/list\"}", key, session)
                .json()
                .path("result");
        String name = result.propertyNames().iterator().next();
        description.set(name, result.path(name));
      }
      return json.mapper()
              .writer()
              .with(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(description)
          + "\n";
    }
  }
}
