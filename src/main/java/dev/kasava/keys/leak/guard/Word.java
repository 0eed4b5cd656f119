package dev.kasava.keys.leak.guard;

import java.util.Set;

/**
 * A word of a shell command, with its quotes removed.
 *
 * @param text what is computed when it runs stands in it as it was written: {@code $NAME}
 * @param variables whose values become part of it
 */
record Word(String text, Set<String> variables) {
  /** Whether its text is known before it runs. */
  boolean isPlain() {
    return text.indexOf('$') < 0 && text.indexOf('`') < 0;
  }

  /** The last part of it as a path, by which a program is known wherever it lies. */
  String name() {
    return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  }
}
