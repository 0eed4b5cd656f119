package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON in which clients keep their settings: a change is exactly that, and can be undone. */
final class SettingsTextFuzzTest {
  private static final ObjectMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
              .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
              .build());
  private static final List<String> PATH = List.of("mcp", "us");

  @FuzzTest(maxDuration = "", maxExecutions = 100_000)
  void aChangeChangesNothingElse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    ObjectNode before = parsed(text);
    if (before == null || !(before.path("mcp").isMissingNode() || before.path("mcp").isObject())) {
      return;
    }
    String after = JsonText.with(text, PATH, "{\n  \"command\": \"x\"\n}");
    ObjectNode wanted = before.deepCopy();
    section(wanted).set("us", JSON.readTree("{\"command\":\"x\"}"));
    assertThat(parsed(after)).isEqualTo(wanted);

    String undone = JsonText.without(after, PATH);
    ObjectNode left = parsed(undone);
    assertThat(left).isNotNull();
    section(wanted).remove("us");
    assertThat(withoutEmpty(left)).isEqualTo(withoutEmpty(wanted));
  }

  private static ObjectNode section(ObjectNode root) {
    return root.path("mcp") instanceof ObjectNode section ? section : root.putObject("mcp");
  }

  /** What held nothing else may go or stay. */
  private static JsonNode withoutEmpty(ObjectNode root) {
    if (root.path("mcp").isEmpty()) {
      root.remove("mcp");
    }
    return root;
  }

  private static @Nullable ObjectNode parsed(String text) {
    try {
      return text.isBlank()
          ? JSON.createObjectNode()
          : JSON.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
