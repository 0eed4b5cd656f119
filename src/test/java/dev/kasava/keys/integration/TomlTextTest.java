package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

final class TomlTextTest {
  private static final List<String> PATH = List.of("mcp_servers", "kasava");
  private static final JsonNode ENTRY =
      JsonMapper.shared()
          .readTree(
              """
              {"command":"/a b/kasava","args":["mcp","--server","C:\\\\x"],"env":{"K":"\\"v"}}
              """);
  private static final String BEFORE =
      """
      # mine
      model = "x"

      [mcp_servers.other] # keep
      command = "y"
      """;

  @Test
  void aTableOfOursIsAddedReadAndTakenOut() {
    String with = TomlText.with(BEFORE, PATH, ENTRY);
    assertThat(with).startsWith(BEFORE + "\n[mcp_servers.kasava]\n");
    assertThat(new TomlMapper().readTree(with).at("/mcp_servers/kasava")).isEqualTo(ENTRY);
    assertThat(TomlText.with(with, PATH, ENTRY)).isEqualTo(with);
    assertThat(TomlText.without(with, PATH)).isEqualTo(BEFORE);
    assertThat(TomlText.without(BEFORE, PATH)).isEqualTo(BEFORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "a = 1\n", "a = 1\n\n\n", "a = 1\r\n\r\n"})
  void emptyLinesThatWereThereStay(String before) {
    String with = TomlText.with(before, PATH, ENTRY);
    assertThat(TomlText.without(with, PATH)).isEqualTo(before);
    assertThat(TomlText.with(with, PATH, ENTRY)).isEqualTo(with);
  }

  @Test
  void whatFollowsStays() {
    String with = "[mcp_servers.kasava]\ncommand = \"old\"\n\n[z]\nk = 1\n";
    assertThat(TomlText.without(with, PATH)).isEqualTo("[z]\nk = 1\n");
    assertThat(new TomlMapper().readTree(TomlText.with(with, PATH, ENTRY)).at("/z/k").intValue())
        .isEqualTo(1);
  }

  @Test
  void aTableWhoseNameOnlyBeginsLikeOursStays() {
    String other = "[mcp_servers.kasava-dev]\ncommand = \"x\"\n";
    assertThat(TomlText.without(other, PATH)).isEqualTo(other);
  }
}
