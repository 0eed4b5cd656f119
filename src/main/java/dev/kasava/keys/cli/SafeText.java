package dev.kasava.keys.cli;

/**
 * Text from elsewhere as it may go to a terminal. Names that this program makes hold nothing else,
 * but what answers as a server may be anything.
 */
final class SafeText {
  private static final int REPLACEMENT = 0xFFFD;

  private SafeText() {}

  /** The text with every control and direction-changing character replaced, on one line. */
  static String of(String text) {
    return text.codePoints()
        .map(c -> isUnsafe(c) ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
