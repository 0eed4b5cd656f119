package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One program as a shell runs it.
 *
 * @param words its name and arguments; never empty
 * @param inputs the files that its standard input is read from
 * @param texts what is written out as its standard input: here-documents and here-strings
 */
record ShellCommand(List<Word> words, List<Word> inputs, List<Word> texts) {
  /** Scripts within scripts are read no deeper. */
  static final int DEEPEST = 10;

  private static final int MOST_READINGS = 40;

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "ash", "busybox");

  /** They run what their arguments say. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "env",
          "sudo",
          "doas",
          "nohup",
          "command",
          "exec",
          "builtin",
          "timeout",
          "nice",
          "ionice",
          "xargs",
          "stdbuf",
          "setsid",
          "watch",
          "time",
          "caffeinate",
          "dbus-run-session",
          "script");

  /** The program, by the last part of its path. */
  String program() {
    return words.getFirst().name();
  }

  /** The arguments. */
  List<Word> arguments() {
    return words.subList(1, words.size());
  }

  /** The same from the nth word on, which is then the program. */
  ShellCommand from(int n) {
    return new ShellCommand(words.subList(n, words.size()), inputs, texts);
  }

  boolean isShell() {
    return SHELLS.contains(program());
  }

  /** The arguments as one text. */
  String joined() {
    return arguments().stream().map(Word::text).collect(Collectors.joining(" "));
  }

  /** The scripts that it runs: what follows {@code -c}, or else comes as its input. */
  List<String> scripts() {
    if (program().equals("eval")) {
      return List.of(joined());
    }
    if (!isShell()) {
      return List.of();
    }
    List<Word> arguments = arguments();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      String text = arguments.get(i).text();
      if (text.startsWith("-") && !text.startsWith("--") && text.endsWith("c")) {
        return List.of(arguments.get(i + 1).text());
      }
    }
    return texts.stream().map(Word::text).toList();
  }

  /**
   * The command, and where it runs another one: as from each of its words on, as options of
   * wrappers are not told from what they run.
   */
  List<ShellCommand> readings() {
    int most = WRAPPERS.contains(program()) ? Math.min(words.size(), MOST_READINGS) : 1;
    return IntStream.range(0, most).mapToObj(this::from).toList();
  }

  /** What it runs, once the wrappers before that and their options are gone. */
  ShellCommand unwrapped() {
    int start = 0;
    while (start + 1 < words.size() && isWrapping(words.get(start))) {
      start++;
    }
    return from(start);
  }

  private static boolean isWrapping(Word word) {
    return WRAPPERS.contains(word.name())
        || word.text().startsWith("-")
        || word.text().indexOf('=') > 0;
  }

  boolean hasArgument(String text) {
    return arguments().stream().anyMatch(word -> word.text().equals(text));
  }
}
