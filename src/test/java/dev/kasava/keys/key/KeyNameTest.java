package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyNameTest {
  static Stream<Arguments> good() {
    return Stream.of(
        row("CI", "CI", "plain"),
        row("GitHub Actions CI", "GitHub Actions CI", "spaces within stay"),
        row("  CI\t\n", "CI", "white space around is trimmed"),
        row("\u00a0CI\u00a0", "CI", "so are no-break spaces"),
        row("\u2007CI\u202f", "CI", "and figure and narrow no-break spaces"),
        row("\u3000CI\u2003", "CI", "and ideographic and em spaces"),
        row("Caf\u00e9", "Caf\u00e9", "NFC stays"),
        row("Cafe\u0301", "Caf\u00e9", "NFD is composed"),
        row("\u212b", "\u00c5", "the Angstrom sign is the letter"),
        row("\ud55c\uad6d\uc5b4", "\ud55c\uad6d\uc5b4", "Hangul"),
        row("\u0645\u0641\u062a\u0627\u062d", "\u0645\u0641\u062a\u0627\u062d", "right to left"),
        row("\ud83d\udd11 key", "\ud83d\udd11 key", "an emoji beyond 16 bits"),
        row("\u2764\ufe0f", "\u2764\ufe0f", "a heart in its emoji form"),
        row("1\ufe0f\u20e3", "1\ufe0f\u20e3", "a keycap"),
        row("<b>&\"'", "<b>&\"'", "markup is text; who shows it escapes it"),
        row("=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")", "so are formulas"),
        row("'; drop table api_key; --", "'; drop table api_key; --", "and SQL"),
        row("a".repeat(100), "a".repeat(100), "100 characters"),
        row(" " + "a".repeat(100) + " ", "a".repeat(100), "100 after trimming"),
        row("\ud83d\udd11".repeat(100), "\ud83d\udd11".repeat(100), "100 code points, 200 chars"),
        row("e\u0301".repeat(100), "\u00e9".repeat(100), "100 after NFC"));
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        row("", "empty"),
        row("   ", "blank"),
        row("\u00a0", "a no-break space shows nothing"),
        row("\u2007\u202f\u3000", "nor do other spaces"),
        row("a".repeat(101), "101 characters"),
        row("\ud83d\udd11".repeat(101), "101 code points"),
        row("a".repeat(65_536), "64 KB"),
        row("\u0301".repeat(65_536), "64 KB of accents"),
        row("CI " + new KeyFormat("ksa").generate(new Random(7)).reveal(), "a whole secret"),
        row(new KeyFormat("acme").generate(new Random(7)).reveal() + "!", "another's"),
        row("a\u0000b", "NUL"),
        row("a\nb", "line feed"),
        row("a\r\nb", "CR LF, for logs"),
        row("a\u001b[31mb", "an ANSI escape"),
        row("a\u007fb", "DEL"),
        row("a\u0085b", "next line"),
        row("a\u009bb", "C1 control"),
        row("a\u2028b", "line separator"),
        row("a\u2029b", "paragraph separator"),
        row("a\u200bb", "zero-width space"),
        row("a\u200cb", "zero-width non-joiner"),
        row("a\u200db", "zero-width joiner"),
        row("a\u2060b", "word joiner"),
        row("a\ufeffb", "zero-width no-break space"),
        row("\ufeffCI", "byte order mark"),
        row("a\u00adb", "soft hyphen"),
        row("a\u200eb", "left-to-right mark"),
        row("a\u200fb", "right-to-left mark"),
        row("a\u061cb", "Arabic letter mark"),
        row("a\u202ab", "embedding"),
        row("a\u202eb", "override"),
        row("a\u2066b", "isolate"),
        row("a\u2069b", "end of isolate"),
        row("a\u034fb", "grapheme joiner"),
        row("a\u115fb", "Hangul filler"),
        row("\u3164", "Hangul filler alone"),
        row("\uffa0", "half-width Hangul filler alone"),
        row("\u2800", "blank Braille pattern"),
        row("a\u180eb", "Mongolian vowel separator"),
        row("a\ufe00b", "variation selector"),
        row("\ufe0f", "an emoji selector alone shows nothing"),
        row("CI\ufe0f", "an emoji selector after a letter shows nothing"),
        row("1\ufe0f", "nor after a digit that is no keycap"),
        row("\u2764\ufe0f\ufe0f", "nor after another"),
        row("a\ud834\udd59b", "a note head that shows nothing"),
        row("a\udb40\udd00b", "supplementary variation selector"),
        row("a\udb40\udc41b", "a tag"),
        row("a\u180bb", "the first Mongolian selector"),
        row("a\u180fb", "the last one"),
        row("a\ufe00b", "the first variation selector"),
        row("a\ufe0eb", "the one before the emoji selector"),
        row("a\udb40\udd00b", "the first further selector"),
        row("a\udb40\uddefb", "the last one"),
        row("a\ue000b", "private use"),
        row("a\uffffb", "a noncharacter"),
        row("a\ud800b", "a high surrogate alone"),
        row("a\udc00b", "a low surrogate alone"),
        row("\udd11\ud83d", "a pair the wrong way round"),
        row("a\ud83d", "half a pair at the end"));
  }

  private static Arguments row(Object... values) {
    return Arguments.of(values);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("good")
  void takes(String text, String name, String why) {
    assertThat(KeyName.parse(text)).as(why).isEqualTo(Outcome.done(new KeyName(name)));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("bad")
  void refuses(String text, String why) {
    assertThat(KeyName.parse(text))
        .as(why)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              Refusal.Invalid invalid = (Refusal.Invalid) refused.refusal();
              assertThat(invalid.field()).isEqualTo("name");
              assertThat(invalid.message()).hasSizeLessThan(120).matches("\\p{ASCII}+\\.");
            });
  }

  @Test
  void whatWasTakenIsTakenAgainUnchanged() {
    good()
        .map(row -> (String) row.get()[1])
        .forEach(
            name -> assertThat(KeyName.parse(name)).isEqualTo(Outcome.done(new KeyName(name))));
  }

  /** Nobody's input is normalised whatever its length. */
  @Test
  void spacesAroundItCountUpToALimit() {
    assertThat(KeyName.parse(" ".repeat(3_999) + "a")).isEqualTo(Outcome.done(new KeyName("a")));
    assertThat(KeyName.parse(" ".repeat(4_000) + "a")).isInstanceOf(Outcome.Refused.class);
  }
}
