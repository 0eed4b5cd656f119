package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first look at a message understands, and what it leaves to the library. */
final class JsonCursorTest {
  private static JsonCursor over(String text) {
    return new JsonCursor(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String nested(int deep) {
    return "[".repeat(deep) + "]".repeat(deep);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[[],[]]",
        "{\"a\":1,\"b\":[true,false,null]}",
        " { \"a\" :\t[ 1 ,\r\n2 ] } ",
        "\"\"",
        "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\"",
        "\"é\"",
        "0",
        "-1",
        "123456789012345678"
      })
  void whatIsPlainIsPassedOver(String text) throws JsonCursor.Unclear {
    JsonCursor cursor = over(text);
    cursor.skip();
    cursor.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[",
        "[1 2]",
        "[,1]",
        "[1,]",
        "{1:2}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{]",
        "[}",
        "\"",
        "\"a",
        "\"a\nb\"",
        "\"\u001F\"",
        "\"\\x\"",
        "\"\\u00g0\"",
        "\"\\u00e\"",
        "truth",
        "tru",
        "falsy",
        "nul",
        "01",
        "-",
        "1.5",
        "1e5",
        "1E5",
        "1234567890123456789",
        "{} {}",
        "1x"
      })
  void whatIsNoneOrNotPlainIsLeftAlone(String text) {
    assertThatExceptionOfType(JsonCursor.Unclear.class)
        .isThrownBy(
            () -> {
              JsonCursor cursor = over(text);
              cursor.skip();
              cursor.end();
            });
  }

  @Test
  void thirtyTwoLevelsArePlain() throws JsonCursor.Unclear {
    JsonCursor cursor = over(nested(32));
    cursor.skip();
    cursor.end();

    assertThatExceptionOfType(JsonCursor.Unclear.class).isThrownBy(() -> over(nested(33)).skip());
  }

  @Test
  void anObjectIsReadNameByName() throws JsonCursor.Unclear {
    JsonCursor cursor = over("{ \"a\": \"b\", \"c\": -7 }");

    cursor.take('{');
    assertThat(cursor.name()).isEqualTo("a");
    assertThat(cursor.string()).isEqualTo("b");
    assertThat(cursor.name()).isEqualTo("c");
    assertThat(cursor.number()).isEqualTo(-7);
    assertThat(cursor.name()).isNull();
    cursor.end();
  }

  @Test
  void anArrayIsReadValueByValue() throws JsonCursor.Unclear {
    JsonCursor cursor = over("[1,2]");

    cursor.take('[');
    assertThat(cursor.element()).isTrue();
    assertThat(cursor.number()).isEqualTo(1);
    assertThat(cursor.element()).isTrue();
    assertThat(cursor.number()).isEqualTo(2);
    assertThat(cursor.element()).isFalse();
    cursor.end();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "9, 9", "10, 10", "-10, -10", "999999999999999999, 999999999999999999"})
  void wholeNumbersAreRead(String text, long number) throws JsonCursor.Unclear {
    assertThat(over(text).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\u0061\"", "\"a\\n\"", "\"a", "a", "\"\t\""})
  void aTextWithEscapesIsLeftAlone(String text) {
    assertThatExceptionOfType(JsonCursor.Unclear.class).isThrownBy(() -> over(text).string());
  }

  @Test
  void aTextThatIsNoUtf8IsLeftAlone() {
    byte[] broken = {'"', (byte) 0xC3, '"'};
    assertThatExceptionOfType(JsonCursor.Unclear.class)
        .isThrownBy(() -> new JsonCursor(broken).string());
  }

  @Test
  void itSaysHowFarItIs() throws JsonCursor.Unclear {
    JsonCursor cursor = over("  [1] ");
    assertThat(cursor.peek()).isEqualTo('[');
    assertThat(cursor.at()).isEqualTo(2);
    cursor.skip();
    assertThat(cursor.at()).isEqualTo(5);
    assertThat(cursor.peek()).isZero();
    assertThat(cursor.at()).isEqualTo(6);
  }

  @Test
  void aZeroByteIsNoEnd() {
    JsonCursor cursor = over("\0");
    assertThatExceptionOfType(JsonCursor.Unclear.class).isThrownBy(cursor::end);
  }
}
