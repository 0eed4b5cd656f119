package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Commands that print the environment, all of it or a variable by its name. */
final class Listing {
  private static final Set<String> EMPTYING = Set.of("-i", "-", "--ignore-environment");
  private static final Set<String> WITH_VALUE =
      Set.of("-u", "--unset", "-C", "--chdir", "-S", "--split-string");

  private Listing() {}

  /** Whether a command prints a variable that holds a secret. */
  static boolean shows(ShellCommand command, Known known) {
    return switch (command.program()) {
      case "printenv" -> names(command, known) || (known.isSet() && hasOnlyOptions(command));
      case "env" -> known.isSet() && isOfAll(command) && !takesAway(command, known);
      case "set" -> known.isSet() && command.arguments().isEmpty();
      case "export", "declare", "typeset" ->
          (options(command).anyMatch(option -> option.indexOf('p') > 0) && names(command, known))
              || (known.isSet() && hasOnlyOptions(command) && !isOfFunctions(command));
      default -> false;
    };
  }

  private static Stream<String> options(ShellCommand command) {
    return command.arguments().stream().map(Word::text).filter(text -> text.startsWith("-"));
  }

  private static boolean hasOnlyOptions(ShellCommand command) {
    return options(command).noneMatch("--help"::equals)
        && options(command).count() == command.arguments().size();
  }

  private static boolean names(ShellCommand command, Known known) {
    return known.variables().stream().anyMatch(command::hasArgument);
  }

  private static boolean isOfFunctions(ShellCommand command) {
    return options(command).anyMatch(option -> option.matches("-[A-Za-z]*[fF][A-Za-z]*"));
  }

  /** Whether {@code env} has nothing to run. */
  private static boolean isOfAll(ShellCommand env) {
    List<String> arguments = env.arguments().stream().map(Word::text).toList();
    for (int i = 0; i < arguments.size(); i++) {
      String text = arguments.get(i);
      if (WITH_VALUE.contains(text)) {
        i++;
      } else if (!text.startsWith("-") && text.indexOf('=') < 0) {
        return false;
      }
    }
    return !arguments.contains("--help") && !arguments.contains("--version");
  }

  private static boolean takesAway(ShellCommand env, Known known) {
    return env.arguments().stream()
        .map(Word::text)
        .anyMatch(
            text -> EMPTYING.contains(text) || known.variables().stream().anyMatch(text::endsWith));
  }
}
