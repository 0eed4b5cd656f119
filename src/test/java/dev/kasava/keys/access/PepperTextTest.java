package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peppers as they are written down. All of these are test vectors. */
final class PepperTextTest {
  private static final String ONE = Base64.getEncoder().encodeToString(new byte[Pepper.BYTES]);

  private static Peppers parse(String text) {
    return PepperText.parse(text, "the file");
  }

  @Test
  void aFirstOneCanBeReadAndIsNobodyElses() {
    String text = PepperText.generate(new Random(1));
    assertThat(text).startsWith("# Kasava Keys pepper. Back it up").endsWith("\n");
    assertThat(text.lines()).hasSize(2);
    assertThat(parse(text).current().version()).isEqualTo(1);
    assertThat(PepperText.generate(new Random(2))).isNotEqualTo(text);
    assertThat(text).doesNotContain(ONE);
  }

  @Test
  void anotherOneComesOnALineOfItsOwn() {
    String first = PepperText.generate(new Random(1));
    String both = first + PepperText.another(first, 2, new Random(2));
    assertThat(parse(both).all()).extracting(Pepper::version).containsExactly(2, 1);
    assertThat(both.lines()).hasSize(3);
    String cut = first.strip();
    String mended = cut + PepperText.another(cut, 2, new Random(2));
    assertThat(mended).isEqualTo(both);
  }

  @Test
  void emptyLinesAndCommentsArePassedOver() {
    Peppers peppers = parse("\n  # a word: of it\n\n 7: " + ONE + " \r\n\n");
    assertThat(peppers.all()).extracting(Pepper::version).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // none
        "# only a word of it",
        "1",
        ":AAAA",
        "0:ONE",
        "-1:ONE",
        "x:ONE",
        "1:AAAA",
        "1:?",
        "1:ONEAAAA",
        "1:ONE\n1:ONE"
      })
  void anythingElseIsRefusedAndNotQuoted(String text) {
    assertThatThrownBy(() -> parse(text.replace("ONE", ONE)))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("The pepper in the file cannot be read. Put back your backup")
        .hasMessageContaining("It has to look like \"1:BASE64\"")
        .hasMessageNotContaining(ONE)
        .hasNoCause();
  }
}
