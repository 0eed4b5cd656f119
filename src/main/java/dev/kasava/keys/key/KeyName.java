package dev.kasava.keys.key;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A key's name as its owner gave it: 1 to 100 characters (code points) after trimming and NFC, on
 * one line, with nothing in it that is invisible or turns the reading direction round.
 */
public record KeyName(String text) {
  /** The most characters that a name can have. */
  public static final int LONGEST = 100;

  /**
   * The name that {@code text} spells.
   *
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  public static Outcome<KeyName> parse(String text) {
    if (text.length() > LONGEST * 40) {
      return tooLong();
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      return invalid("The name is not valid Unicode.");
    }
    String name = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
    if (name.isEmpty()) {
      return invalid("A key needs a name, for example \"GitHub Actions CI\".");
    }
    if (name.codePointCount(0, name.length()) > LONGEST) {
      return tooLong();
    }
    if (name.codePoints().anyMatch(KeyName::isUnfit)) {
      return invalid(
          "The name must not contain control, invisible or direction-changing characters.");
    }
    return new Outcome.Done<>(new KeyName(name));
  }

  /** The name with upper and lower case made the same, for searching. */
  public String folded() {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static boolean isUnfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT, // bidi controls, zero-width characters, tags, soft hyphen
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isBlankGlyph(c);
    };
  }

  /** Letters and marks that show nothing, which their category does not tell. */
  private static boolean isBlankGlyph(int c) {
    return c == 0x034F // combining grapheme joiner
        || c == 0x115F // Hangul fillers
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0
        || c == 0x17B4 // Khmer inherent vowels
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F) // Mongolian variation selectors
        || (c >= 0xFE00 && c <= 0xFE0E) // variation selectors; FE0F makes emoji and stays
        || c == 0x2800 // blank braille pattern
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static Outcome<KeyName> tooLong() {
    return invalid("The name may have at most " + LONGEST + " characters.");
  }

  private static Outcome<KeyName> invalid(String message) {
    return new Outcome.Refused<>(new Refusal.Invalid("name", message));
  }

  @Override
  public String toString() {
    return text;
  }
}
