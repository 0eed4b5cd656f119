package dev.kasava.keys.leak.guard;

import java.util.LinkedHashSet;
import java.util.Set;

/** Reads the words of a shell script: quotes and what is expanded within them. */
final class WordReader {
  private final Cursor cursor;
  private final ShellReader commands;

  /**
   * @param commands reads what is substituted
   */
  WordReader(Cursor cursor, ShellReader commands) {
    this.cursor = cursor;
    this.commands = commands;
  }

  private static final class Parts {
    private final StringBuilder text = new StringBuilder();
    private final Set<String> variables = new LinkedHashSet<>();

    Word word() {
      return new Word(text.toString(), variables);
    }
  }

  /** The word that comes next. */
  Word word() {
    Parts parts = new Parts();
    while (!cursor.isDone() && !cursor.isAt(" \t\r\n;&|()<>")) {
      char c = cursor.next();
      switch (c) {
        case '\\' -> escaped(parts);
        case '\'' -> parts.text.append(cursor.until('\''));
        case '"' -> quoted(parts, '"');
        case '$' -> dollarOrQuotes(parts);
        case '`' -> backticks(parts);
        default -> parts.text.append(c);
      }
    }
    return parts.word();
  }

  /** The whole rest as within double quotes. */
  Word expanded() {
    Parts parts = new Parts();
    quoted(parts, Cursor.END);
    return parts.word();
  }

  private void escaped(Parts parts) {
    if (cursor.isDone()) {
      return;
    }
    char c = cursor.next();
    if (c != '\n') {
      parts.text.append(c);
    }
  }

  private void dollarOrQuotes(Parts parts) {
    if (cursor.peek() == '\'') {
      ansiQuoted(parts);
    } else if (cursor.peek() != '"') {
      // Quotes that come next begin a text to be translated.
      dollar(parts);
    }
  }

  private void ansiQuoted(Parts parts) {
    cursor.skip(1);
    while (!cursor.isDone()) {
      char c = cursor.next();
      if (c == '\'') {
        return;
      }
      parts.text.append(c == '\\' ? cursor.next() : c);
    }
  }

  /** Up to {@code close}, which it goes past. */
  private void quoted(Parts parts, char close) {
    while (!cursor.isDone()) {
      char c = cursor.next();
      if (c == close && close != Cursor.END) {
        return;
      }
      switch (c) {
        case '\\' -> {
          if (cursor.isAt("$`\"\\\n")) {
            escaped(parts);
          } else {
            parts.text.append(c);
          }
        }
        case '$' -> dollar(parts);
        case '`' -> backticks(parts);
        default -> parts.text.append(c);
      }
    }
  }

  /** After a {@code $}. */
  private void dollar(Parts parts) {
    parts.text.append('$');
    if (cursor.peek() == '(') {
      commands.nestedCommands();
    } else if (cursor.peek() == '{' && commands.isShallow()) {
      cursor.skip(1);
      commands.nested(() -> braces(parts));
    } else {
      String name = variable();
      parts.text.append(name);
      if (!name.isEmpty()) {
        parts.variables.add(name);
      }
    }
  }

  /** After <code>${</code>. */
  private void braces(Parts parts) {
    boolean isLength = cursor.peek() == '#';
    if (isLength || cursor.peek() == '!') {
      cursor.skip(1);
    }
    String name = variable();
    // What is put in the place of a value, wherever there is one, gives nothing of it away.
    boolean isReplaced = cursor.peek() == '+' || (cursor.peek() == ':' && cursor.peek(1) == '+');
    if (!name.isEmpty() && !isLength && !isReplaced) {
      parts.variables.add(name);
    }
    parts.text.append('{').append(name);
    quoted(parts, '}');
    parts.text.append('}');
  }

  private String variable() {
    String name = cursor.name();
    // PowerShell writes $env:NAME.
    boolean isPowerShell =
        name.equalsIgnoreCase("env") && cursor.peek() == ':' && Character.isLetter(cursor.peek(1));
    if (!isPowerShell) {
      return name;
    }
    cursor.skip(1);
    return cursor.name();
  }

  /** After a backtick. */
  private void backticks(Parts parts) {
    StringBuilder script = new StringBuilder();
    while (!cursor.isDone()) {
      char c = cursor.next();
      if (c == '`') {
        break;
      }
      script.append(c == '\\' && cursor.isAt("$`\\") ? cursor.next() : c);
    }
    parts.text.append('$');
    commands.readWithin(script.toString());
  }
}
