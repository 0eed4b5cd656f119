package dev.kasava.keys.store.sql;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The words of names and of searches, folded alike. */
final class Words {
  private static final int MOST = 20;
  private static final Pattern BETWEEN = Pattern.compile("[\\p{IsWhite_Space}\\p{IsPunctuation}]+");

  private Words() {}

  /** At most {@value #MOST} different words. */
  static List<String> of(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT)
            // No name has it, and not every database takes it.
            .replace('\0', '\ufffd')
            // A sigma is written otherwise at the end of a word, but a search may end before it.
            .replace('\u03c2', '\u03c3');
    return Arrays.stream(BETWEEN.split(folded))
        .filter(word -> !word.isEmpty())
        .distinct()
        .limit(MOST)
        .toList();
  }

  /** A text that stands after all that begin with {@code prefix}. */
  static String endOfPrefix(String prefix) {
    return prefix + Character.toString(Character.MAX_CODE_POINT);
  }
}
