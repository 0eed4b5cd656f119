package dev.kasava.keys.leak.guard;

import java.util.Set;
import java.util.regex.Pattern;

/** Programs that print what stands in the files that they are given. */
final class Viewing {
  static final Set<String> SEARCHING = Set.of("grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack");

  private static final Set<String> PRINTING =
      Set.of(
          "cat",
          "tac",
          "head",
          "tail",
          "less",
          "more",
          "bat",
          "batcat",
          "nl",
          "view",
          "sort",
          "uniq",
          "cut",
          "paste",
          "rev",
          "tr",
          "fold",
          "column",
          "strings",
          "xxd",
          "od",
          "hexdump",
          "base64",
          "diff",
          "awk",
          "gawk",
          "mawk",
          "Get-Content",
          "type");

  private static final Set<String> EDITING = Set.of("sed", "perl");

  /** Only whether, where or how often something was found. */
  private static final Pattern NO_LINES =
      Pattern.compile(
          "-[A-Za-z]*[qclL][A-Za-z]*|--quiet|--silent|--count|--files-with(out)?-match(es)?");

  private static final Pattern IN_PLACE = Pattern.compile("-[A-Za-z]*i.*|--in-place.*");

  private Viewing() {}

  static boolean isBy(ShellCommand command) {
    String program = command.program();
    return PRINTING.contains(program)
        || (SEARCHING.contains(program) && !command.hasArgument(NO_LINES))
        || (EDITING.contains(program) && !command.hasArgument(IN_PLACE));
  }
}
