package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** TOML in which clients keep their settings. */
final class TomlTextFuzzTest {
  private static final List<String> PATH = List.of("mcp", "us");
  private static final JsonNode ENTRY = JsonMapper.shared().readTree("{\"command\":\"x\"}");

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void aTableIsAddedOnceAndTakenOut(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String without = TomlText.without(text, PATH);
    assertThat(without.length()).isLessThanOrEqualTo(text.length());
    assertThat(TomlText.without(without, PATH)).isEqualTo(without);
    String with = TomlText.with(text, PATH, ENTRY);
    assertThat(with).startsWith(without).endsWith("[mcp.us]\ncommand = \"x\"\n");
    assertThat(TomlText.with(with, PATH, ENTRY)).isEqualTo(with);
  }
}
