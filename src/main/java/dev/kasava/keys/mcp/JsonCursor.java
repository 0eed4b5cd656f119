package dev.kasava.keys.mcp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A look at JSON (RFC 8259) from its beginning to its end, for the messages that a client waits for
 * while everything starts: the library's reader has the JVM compute large numbers first, which
 * takes longer than the rest (decision 17). Whatever is not plain enough throws {@link Unclear},
 * and is read by the library.
 */
public final class JsonCursor {
  /** This is no JSON, or none that is understood here. */
  public static final class Unclear extends Exception {
    public Unclear() {
      super(null, null, false, false);
    }
  }

  private static final int DEEPEST = 32;

  /** What bytes become that are no UTF-8. */
  private static final char NO_UTF_8 = '\uFFFD';

  private final byte[] text;
  private int at;

  /** Whether it is right after the beginning of an object or an array. */
  private boolean hasJustBegun;

  public JsonCursor(byte[] text) {
    this.text = text;
  }

  /** What comes next beside white space; 0 at the end. */
  public int peek() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
      at++;
    }
    return at < text.length ? text[at] : 0;
  }

  public void take(char expected) throws Unclear {
    if (peek() != expected) {
      throw new Unclear();
    }
    at++;
    hasJustBegun = expected == '{' || expected == '[';
  }

  /** Ends it. */
  public void end() throws Unclear {
    if (peek() != 0 || at < text.length) {
      throw new Unclear();
    }
  }

  /** The name of an object's next field, whose value comes next; null past the end. */
  public @Nullable String name() throws Unclear {
    if (!hasNext('}')) {
      return null;
    }
    String name = string();
    take(':');
    return name;
  }

  /** Whether an array has another value, which comes next; if not, this is past the end. */
  public boolean element() throws Unclear {
    return hasNext(']');
  }

  private boolean hasNext(char close) throws Unclear {
    if (peek() == close) {
      take(close);
      return false;
    }
    if (!hasJustBegun) {
      take(',');
    }
    hasJustBegun = false;
    return true;
  }

  /** How many bytes it is past. */
  public int at() {
    return at;
  }

  /** A text without escapes. */
  public String string() throws Unclear {
    take('"');
    int start = at;
    while (next() != '"') {
      if (text[at - 1] == '\\') {
        throw new Unclear();
      }
    }
    String found = new String(text, start, at - 1 - start, StandardCharsets.UTF_8);
    if (found.indexOf(NO_UTF_8) >= 0) {
      throw new Unclear();
    }
    return found;
  }

  /** A byte of a text. */
  private byte next() throws Unclear {
    if (at == text.length || (text[at] >= 0 && text[at] < ' ')) {
      throw new Unclear();
    }
    return text[at++];
  }

  /** A value of any kind. */
  public void skip() throws Unclear {
    skip(1);
  }

  private void skip(int depth) throws Unclear {
    if (depth > DEEPEST) {
      throw new Unclear();
    }
    switch (peek()) {
      case '{' -> skipAll('{', '}', depth);
      case '[' -> skipAll('[', ']', depth);
      case '"' -> skipString();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void skipAll(char open, char close, int depth) throws Unclear {
    take(open);
    while (hasNext(close)) {
      if (open == '{') {
        skipString();
        take(':');
      }
      skip(depth + 1);
    }
  }

  private void skipString() throws Unclear {
    take('"');
    for (byte c = next(); c != '"'; c = next()) {
      if (c == '\\') {
        byte escaped = next();
        if (escaped == 'u') {
          for (int i = 0; i < 4; i++) {
            if (Character.digit(next(), 16) < 0) {
              throw new Unclear();
            }
          }
        } else if ("\"\\/bfnrt".indexOf(escaped) < 0) {
          throw new Unclear();
        }
      }
    }
  }

  private void word(String word) throws Unclear {
    for (int i = 0; i < word.length(); i++) {
      if (next() != word.charAt(i)) {
        throw new Unclear();
      }
    }
  }

  /** A whole number that is not too large for a long; fractions are not plain. */
  public long number() throws Unclear {
    int sign = peek() == '-' ? -1 : 1;
    if (sign < 0) {
      at++;
    }
    int start = at;
    long value = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at] - '0');
      at++;
    }
    int digits = at - start;
    boolean isFollowed =
        at < text.length && (text[at] == '.' || text[at] == 'e' || text[at] == 'E');
    if (digits == 0 || digits > 18 || (digits > 1 && text[start] == '0') || isFollowed) {
      throw new Unclear();
    }
    return sign * value;
  }
}
