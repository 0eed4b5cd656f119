package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options that a shell is started with, or that {@code set} changes.
 *
 * @param isCommand whether the first operand is a script's text: {@code -c}
 * @param isTraced what becomes of tracing; empty when that stays as it is
 * @param end the index of the first operand among the arguments; their number when there is none
 */
record ShellOptions(boolean isCommand, Optional<Boolean> isTraced, int end) {
  private static final Pattern LETTERS = Pattern.compile("[-+][A-Za-z]+");
  private static final Set<String> WITH_FILE = Set.of("--rcfile", "--init-file");

  static ShellOptions of(ShellCommand command) {
    boolean isCommand = false;
    Optional<Boolean> isTraced = Optional.empty();
    List<String> arguments = command.arguments().stream().map(Word::text).toList();
    int i = 0;
    for (; i < arguments.size() && isOption(arguments.get(i)); i++) {
      String option = arguments.get(i);
      boolean isOn = option.startsWith("-");
      if (WITH_FILE.contains(option)) {
        i++;
      } else if (LETTERS.matcher(option).matches()) {
        isCommand |= isOn && option.indexOf('c') > 0;
        boolean isNamed = option.endsWith("o") && i + 1 < arguments.size();
        String name = isNamed ? arguments.get(++i) : "";
        if (option.indexOf('x') > 0 || name.equals("xtrace")) {
          isTraced = Optional.of(isOn);
        }
      }
    }
    boolean isEnded = i < arguments.size() && arguments.get(i).equals("--");
    return new ShellOptions(isCommand, isTraced, Math.min(isEnded ? i + 1 : i, arguments.size()));
  }

  private static boolean isOption(String text) {
    return LETTERS.matcher(text).matches() || (text.startsWith("--") && text.length() > 2);
  }
}
