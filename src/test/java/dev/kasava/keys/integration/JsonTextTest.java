package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {
  private static final List<String> PATH = List.of("servers", "kasava");
  private static final String ENTRY = "{\n  \"url\": \"x\"\n}";

  @Test
  void commentsOtherServersAndTrailingCommasStay() {
    String before =
        """
        // mine
        {
          "theme": "dark", // at night
          "servers": {
            /* of work */
            "other": { "command": "x" }, // keep
          },
        }
        """;
    assertThat(JsonText.with(before, PATH, ENTRY))
        .isEqualTo(
            """
            // mine
            {
              "theme": "dark", // at night
              "servers": {
                /* of work */
                "other": { "command": "x" }, // keep
                "kasava": {
                  "url": "x"
                },
              },
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\n}\n",
        "{\"servers\":{\"a\":1}}",
        "{\n  \"servers\": {\n    \"a\": [1, {\"b\": \"}\\\"{\"}] // [\n  }\n}\n",
        "{\n\t\"servers\": {\n\t\t\"a\": 1,\n\t\t\"b\": -1.5e+3, /* } */\n\t}\n}",
        "{\r\n  \"x\": null,\r\n  \"servers\": {\r\n    \"a\": true\r\n  }\r\n}\r\n",
        "\uFEFF{\"x\": 1, // c\n \"y\": {}}",
        "{ // first\n  \"servers\": { \"a\": 1 } // last\n}"
      })
  void whatWasPutInIsTakenOutWithoutATrace(String before) {
    String with = JsonText.with(before, PATH, ENTRY);
    assertThat(with).isNotEqualTo(before).contains("\"kasava\": {");
    assertThat(JsonText.with(with, PATH, ENTRY)).isEqualTo(with);
    assertThat(JsonText.without(with, PATH).replaceAll("\\s", ""))
        .isEqualTo(before.replaceAll("\\s", ""));
    assertThat(JsonText.without(before, PATH)).isEqualTo(before);
  }

  @Test
  void anEntryInBetweenIsReplacedAndTakenOutAlone() {
    String before = "{\n  \"servers\": {\n    \"kasava\": {\"old\": 1},\n    \"b\": 2\n  }\n}\n";
    assertThat(JsonText.with(before, PATH, "3"))
        .isEqualTo("{\n  \"servers\": {\n    \"kasava\": 3,\n    \"b\": 2\n  }\n}\n");
    assertThat(JsonText.without(before, PATH))
        .isEqualTo("{\n  \"servers\": {\n    \"b\": 2\n  }\n}\n");
  }

  @Test
  void aSectionWithAWordOfItsOwnersStays() {
    assertThat(JsonText.without("{\"servers\": {\"kasava\": 1 // mine\n}}", PATH))
        .isEqualTo("{\"servers\": { // mine\n}}");
    assertThat(JsonText.without("{\"x\": 0, \"servers\": {\"kasava\": 1}}", PATH))
        .isEqualTo("{\"x\": 0}");
  }

  /** The end of a comment's line is not white space like other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\n  // mine\n  \"servers\": {\"kasava\": 1} }",
        "{\n  // mine\n  \"servers\": {\"kasava\": 1}, \"a\": 2}",
        "{\"a\": 2, // mine\n\"servers\": {\"kasava\": 1} }",
        "{\"servers\": {\"a\": 1, // mine\r\n\"kasava\": 2, } }"
      })
  void whatFollowsIsNotDrawnIntoAComment(String text) {
    String without = JsonText.without(text, PATH);
    assertThat(without).contains("// mine").doesNotContain("kasava");
    assertThat(JsonText.with(without, List.of("b"), "3")).contains("\"b\": 3");
  }

  @Test
  void aNewFileHoldsOurEntryAlone() {
    assertThat(JsonText.with("", PATH, ENTRY))
        .isEqualTo(
            """
            {
              "servers": {
                "kasava": {
                  "url": "x"
                }
              }
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "1", "{", "{\"a\"", "{\"a\":", "{a: 1}", "{\"servers\": []}", "{\"a\": \"}"})
  void whatIsNoObjectIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonText.with(text, PATH, ENTRY));
  }
}
