package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
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
          "flock",
          "function",
          "coproc",
          "script",
          "su",
          "runuser");

  /** They have a shell run what follows {@code -c}. */
  private static final Set<String> WITH_SHELL = Set.of("script", "su", "runuser", "flock");

  private static final Set<String> EXECUTING = Set.of("-exec", "-execdir", "-ok", "-okdir");
  private static final String COMMAND = "--command";

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
    if (WITH_SHELL.contains(program())) {
      return commandOption().stream().toList();
    }
    if (!isShell()) {
      return List.of();
    }
    ShellOptions options = ShellOptions.of(this);
    return options.isCommand()
        ? arguments().stream().skip(options.end()).limit(1).map(Word::text).toList()
        : texts.stream().map(Word::text).toList();
  }

  private Optional<String> commandOption() {
    List<String> arguments = arguments().stream().map(Word::text).toList();
    for (int i = 0; i < arguments.size(); i++) {
      String text = arguments.get(i);
      if (text.startsWith(COMMAND + "=")) {
        return Optional.of(text.substring(COMMAND.length() + 1));
      }
      if ((text.equals(COMMAND) || text.matches("-[A-Za-z]*c")) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /**
   * The command, and where it runs another one: as from each of its words on, as options of
   * wrappers are not told from what they run; what {@code find} runs; and what a shell is given as
   * its script, which may be one of ours.
   */
  List<ShellCommand> readings() {
    IntStream starts =
        WRAPPERS.contains(program())
            ? IntStream.range(1, Math.min(words.size(), MOST_READINGS))
            : program().equals("find") ? executed() : scriptFile().stream();
    return IntStream.concat(IntStream.of(0), starts).mapToObj(this::from).toList();
  }

  private IntStream executed() {
    return IntStream.range(1, words.size())
        .filter(i -> EXECUTING.contains(words.get(i - 1).text()))
        .limit(MOST_READINGS);
  }

  private OptionalInt scriptFile() {
    if (!isShell()) {
      return OptionalInt.empty();
    }
    ShellOptions options = ShellOptions.of(this);
    int file = options.end() + 1;
    return options.isCommand() || file >= words.size() ? OptionalInt.empty() : OptionalInt.of(file);
  }

  /** What it runs, once the wrappers before that and their options are gone. */
  ShellCommand unwrapped() {
    int start = 0;
    while (start + 1 < words.size() && isWrapping(words.get(start))) {
      start++;
    }
    ShellCommand bare = from(start);
    OptionalInt file = bare.scriptFile();
    return file.isPresent() ? bare.from(file.getAsInt()) : bare;
  }

  private static boolean isWrapping(Word word) {
    return WRAPPERS.contains(word.name())
        || word.text().startsWith("-")
        || word.text().indexOf('=') > 0;
  }

  boolean hasArgument(String text) {
    return arguments().stream().anyMatch(word -> word.text().equals(text));
  }

  boolean hasArgument(Pattern form) {
    return arguments().stream().anyMatch(word -> form.matcher(word.text()).matches());
  }
}
