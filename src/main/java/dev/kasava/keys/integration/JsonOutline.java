package dev.kasava.keys.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the objects and members of a JSON text with comments begin and end. */
final class JsonOutline {
  private static final String NOT_JSON = "is not JSON";

  record Member(String name, int start, int valueStart, int valueEnd) {}

  /**
   * @param open where its brace opens
   * @param close where its brace closes
   */
  record Body(int open, int close, List<Member> members) {
    @Nullable Member named(String name) {
      return members.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    }
  }

  private final String text;

  JsonOutline(String text) {
    this.text = text;
  }

  /**
   * The object that the text is.
   *
   * @throws IllegalArgumentException when it is none
   */
  Body root() {
    return body(skip(0));
  }

  /**
   * The object that opens at this place.
   *
   * @throws IllegalArgumentException when none does
   */
  Body body(int open) {
    if (open >= text.length() || text.charAt(open) != '{') {
      throw new IllegalArgumentException("is no JSON object");
    }
    List<Member> members = new ArrayList<>();
    int at = skip(open + 1);
    while (at(at) != '}') {
      int nameEnd = endOfString(at);
      int colon = skip(nameEnd);
      if (at(colon) != ':') {
        throw new IllegalArgumentException(NOT_JSON);
      }
      int value = skip(colon + 1);
      int end = endOfValue(value);
      members.add(new Member(text.substring(at + 1, nameEnd - 1), at, value, end));
      at = skip(end);
      if (at(at) == ',') {
        at = skip(at + 1);
      }
    }
    return new Body(open, at, members);
  }

  private char at(int place) {
    if (place >= text.length()) {
      throw new IllegalArgumentException(NOT_JSON);
    }
    return text.charAt(place);
  }

  /** Past white space and comments. */
  private int skip(int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '\uFEFF') {
        at++;
      } else {
        Optional<Integer> end = endOfComment(at);
        if (end.isEmpty()) {
          return at;
        }
        at = end.get();
      }
    }
    return at;
  }

  private Optional<Integer> endOfComment(int start) {
    if (text.startsWith("//", start)) {
      int end = start;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      return Optional.of(end);
    }
    if (text.startsWith("/*", start)) {
      int end = text.indexOf("*/", start + 2);
      return Optional.of(end < 0 ? text.length() : end + 2);
    }
    return Optional.empty();
  }

  private int endOfString(int start) {
    if (at(start) != '"') {
      throw new IllegalArgumentException(NOT_JSON);
    }
    for (int at = start + 1; ; at++) {
      char c = at(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        return at + 1;
      }
    }
  }

  private int endOfValue(int start) {
    char first = at(start);
    if (first == '"') {
      return endOfString(start);
    }
    if (first == '{' || first == '[') {
      return endOfNest(start);
    }
    int at = start;
    while (at < text.length() && isOfWord(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new IllegalArgumentException(NOT_JSON);
    }
    return at;
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
  }

  private int endOfNest(int start) {
    int depth = 0;
    int at = start;
    while (true) {
      char c = at(at);
      if (c == '"') {
        at = endOfString(at);
      } else {
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        at++;
        if (depth == 0) {
          return at;
        }
      }
      at = skip(at);
    }
  }

  /** The end of this line, behind a comment on it; the place itself when something else follows. */
  int endOfLine(int place, int close) {
    int at = place;
    while (at < close) {
      char c = text.charAt(at);
      if (c == '\n' || c == '\r') {
        return at;
      }
      if (c == ' ' || c == '\t') {
        at++;
      } else {
        Optional<Integer> end = endOfComment(at);
        if (end.isEmpty()) {
          return place;
        }
        at = end.get();
      }
    }
    return place;
  }

  /** Whether a line ends at this place, or behind blanks. */
  boolean isLineEnd(int place) {
    int at = place;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  /** Where the comma stands that follows a value; -1 when none does. */
  int commaAfter(int valueEnd) {
    int at = skip(valueEnd);
    return text.charAt(at) == ',' ? at : -1;
  }
}
