package dev.kasava.keys.key;

import java.text.Normalizer;

/**
 * What people may call things: 1 to 100 characters (code points) after trimming and NFC, on one
 * line, with nothing in it that is invisible or turns the reading direction round.
 */
final class Label {
  /** The most characters that a name can have. */
  static final int LONGEST = 100;

  private static final int EMOJI_SELECTOR = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  private Label() {}

  /**
   * The name that {@code text} spells.
   *
   * @param whenEmpty what to say where there is none
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  static Outcome<String> parse(String text, String whenEmpty) {
    if (text.length() > LONGEST * 40) {
      return tooLong();
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      return invalid("The name is not valid Unicode.");
    }
    String name = trimmed(Normalizer.normalize(text, Normalizer.Form.NFC));
    if (name.isEmpty()) {
      return invalid(whenEmpty);
    }
    if (name.codePointCount(0, name.length()) > LONGEST) {
      return tooLong();
    }
    if (hasUnfit(name.codePoints().toArray())) {
      return invalid(
          "The name must not contain control, invisible or direction-changing characters.");
    }
    if (SecretFinder.isSecretIn(name)) {
      return invalid("The name holds an API key, which everybody would see. Give it another name.");
    }
    return Outcome.done(name);
  }

  /** Without the spaces around it, the no-break ones included, which {@code strip} leaves. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean hasUnfit(int[] name) {
    for (int i = 0; i < name.length; i++) {
      if (name[i] == EMOJI_SELECTOR ? !isAfterEmoji(name, i) : isUnfit(name[i])) {
        return true;
      }
    }
    return false;
  }

  /** Elsewhere the selector shows nothing, and two names that look alike would differ by it. */
  private static boolean isAfterEmoji(int[] name, int at) {
    if (at == 0 || !Character.isEmoji(name[at - 1])) {
      return false;
    }
    boolean isKeycap = at + 1 < name.length && name[at + 1] == KEYCAP;
    return name[at - 1] > 0x7F || isKeycap;
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
        || (c >= 0xFE00 && c <= 0xFE0E) // variation selectors but the emoji selector
        || c == 0x2800 // blank braille pattern
        || c == 0x1D159 // musical null note head
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static Outcome<String> tooLong() {
    return invalid("The name may have at most " + LONGEST + " characters.");
  }

  private static Outcome<String> invalid(String message) {
    return new Outcome.Refused<>(new Refusal.Invalid("name", message));
  }
}
