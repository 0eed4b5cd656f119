package dev.kasava.keys.leak.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes a shell script apart into the commands that it runs (POSIX.1-2024, Shell Command Language,
 * and what bash adds to words): quotes, substitutions, redirections, here-documents and separators
 * are read; functions, aliases and values are not followed. Never fails: what is not a script is
 * read as far as it goes.
 */
final class ShellReader {
  /** Deeper nesting is read as plain text. */
  private static final int DEEPEST = 40;

  private record HereDocument(
      String delimiter, boolean isLiteral, boolean isIndented, List<Word> target) {}

  private final Cursor cursor;
  private final WordReader words;
  private final List<Pipeline> pipelines;
  private final List<HereDocument> awaited = new ArrayList<>();
  private int depth;

  private ShellReader(String script, int depth, List<Pipeline> pipelines) {
    this.cursor = new Cursor(script);
    this.depth = depth;
    this.pipelines = pipelines;
    this.words = new WordReader(cursor, this);
  }

  /** All that it runs, in the order of its text; what is nested comes before what it is part of. */
  static List<Pipeline> read(String script) {
    List<Pipeline> pipelines = new ArrayList<>();
    new ShellReader(script, 0, pipelines).commands(Cursor.END);
    return pipelines;
  }

  /** Reads a script within the script, of which the text is known. */
  void readWithin(String script) {
    if (isShallow()) {
      new ShellReader(script, depth + 1, pipelines).commands(Cursor.END);
    }
  }

  /** Whether what is nested here is still read. */
  boolean isShallow() {
    return depth < DEEPEST;
  }

  /** Runs what reads a nested part. */
  void nested(Runnable reading) {
    depth++;
    reading.run();
    depth--;
  }

  /** At the {@code (} of commands within. */
  void nestedCommands() {
    cursor.skip(1);
    if (isShallow()) {
      nested(() -> commands(')'));
    }
  }

  /** The commands up to the end, or past an unquoted {@code close}. */
  private void commands(char close) {
    OpenPipeline open = new OpenPipeline(pipelines);
    while (!cursor.isDone()) {
      switch (cursor.peek()) {
        case ' ', '\t', '\r' -> cursor.skip(1);
        case '\n' -> {
          separator(open, 1);
          hereDocuments();
        }
        case '#' -> skipComment();
        case ';' -> separator(open, 1);
        case '&' -> ampersand(open);
        case '|' -> pipe(open);
        case '(' -> {
          // A function's name may stand before it.
          open.endPipeline();
          nestedCommands();
        }
        case ')' -> {
          separator(open, 1);
          if (close == ')') {
            return;
          }
        }
        case '<', '>' -> redirection(open);
        case '\\' -> backslash(open);
        default -> word(open);
      }
    }
    open.endPipeline();
  }

  private void separator(OpenPipeline open, int length) {
    open.endPipeline();
    cursor.skip(length);
  }

  private void ampersand(OpenPipeline open) {
    if (cursor.peek(1) == '>') {
      redirection(open);
    } else {
      separator(open, 1);
    }
  }

  private void backslash(OpenPipeline open) {
    if (cursor.peek(1) == '\n') {
      cursor.skip(2);
    } else {
      word(open);
    }
  }

  private void pipe(OpenPipeline open) {
    if (cursor.peek(1) == '|') {
      separator(open, 2);
    } else {
      open.endCommand();
      cursor.skip(cursor.peek(1) == '&' ? 2 : 1);
    }
  }

  private void skipComment() {
    while (!cursor.isDone() && cursor.peek() != '\n') {
      cursor.skip(1);
    }
  }

  private void word(OpenPipeline open) {
    Word word = words.word();
    // A number right before a redirection says which stream.
    boolean isStream = cursor.isAt("<>") && word.text().chars().allMatch(Character::isDigit);
    if (!isStream) {
      open.add(word);
    }
  }

  private void redirection(OpenPipeline open) {
    int start = cursor.at();
    while (cursor.isAt("<>&|-") && cursor.at() - start < 3) {
      cursor.skip(1);
    }
    String operator = cursor.since(start);
    if (cursor.peek() == '(') {
      nestedCommands();
      return;
    }
    cursor.skipBlanks();
    if (cursor.isDone() || cursor.isAt("\n;&|()")) {
      return;
    }
    int target = cursor.at();
    Word word = words.word();
    boolean isQuoted = cursor.since(target).chars().anyMatch(c -> "'\"\\".indexOf(c) >= 0);
    switch (operator) {
      case "<", "<>" -> open.addInput(word);
      case "<<<" -> open.texts().add(word);
      case "<<" -> awaited.add(new HereDocument(word.text(), isQuoted, false, open.texts()));
      case "<<-" -> awaited.add(new HereDocument(word.text(), isQuoted, true, open.texts()));
      default -> {}
    }
  }

  /** At the start of a line, from which on the here-documents come that were announced. */
  private void hereDocuments() {
    for (HereDocument document : awaited) {
      String body = hereDocument(document);
      if (document.isLiteral) {
        document.target.add(new Word(body, Set.of()));
      } else if (isShallow()) {
        document.target.add(new ShellReader(body, depth + 1, pipelines).words.expanded());
      }
    }
    awaited.clear();
  }

  private String hereDocument(HereDocument document) {
    StringBuilder body = new StringBuilder();
    while (!cursor.isDone()) {
      String line = cursor.until('\n');
      String bare = document.isIndented ? line.replaceFirst("^\t+", "") : line;
      if (bare.equals(document.delimiter)) {
        break;
      }
      body.append(bare).append('\n');
    }
    return body.toString();
  }
}
