package dev.kasava.keys.leak.guard;

/** A place in a text. Not thread-safe. */
final class Cursor {
  /** What stands behind the end. */
  static final char END = '\0';

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  boolean isDone() {
    return at >= text.length();
  }

  int at() {
    return at;
  }

  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  /** The next character, which it goes past. */
  char next() {
    char c = peek();
    skip(1);
    return c;
  }

  void skip(int length) {
    at = Math.min(at + length, text.length());
  }

  void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  /** Whether one of these comes next. */
  boolean isAt(String characters) {
    return !isDone() && characters.indexOf(peek()) >= 0;
  }

  /** What was passed since {@code start}. */
  String since(int start) {
    return text.substring(start, at);
  }

  /** What comes before {@code end}, which it goes past; all the rest where there is none. */
  String until(char end) {
    int found = text.indexOf(end, at);
    int to = found < 0 ? text.length() : found;
    String passed = text.substring(at, to);
    at = to;
    skip(1);
    return passed;
  }

  /** A variable's name; empty when none comes next. */
  String name() {
    int start = at;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      at++;
    }
    return since(start);
  }
}
