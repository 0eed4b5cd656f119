package dev.kasava.keys.leak.guard;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of the secrets within a script's reach.
 *
 * @param variables that hold one
 * @param isSet whether commands have them in their environment
 * @param isTraced whether the shell prints each command with the values in it
 * @param depth how many scripts this one is within
 */
record Known(Set<String> variables, boolean isSet, boolean isTraced, int depth) {
  /** For what is run with more such variables. */
  Known with(Stream<String> more) {
    Set<String> all = new LinkedHashSet<>(variables);
    more.forEach(all::add);
    return new Known(all, true, false, depth + 1);
  }

  /** For a script within. */
  Known within(ShellCommand shell) {
    boolean isTracedThere =
        shell.isShell() ? ShellOptions.of(shell).isTraced().orElse(false) : isTraced;
    return new Known(variables, isSet, isTracedThere, depth + 1);
  }

  /** After a command, which may turn tracing on or off. */
  Known after(ShellCommand command) {
    return command.program().equals("set")
        ? ShellOptions.of(command)
            .isTraced()
            .map(isOn -> new Known(variables, isSet, isOn, depth))
            .orElse(this)
        : this;
  }

  boolean isIn(Word word) {
    return word.variables().stream().anyMatch(variables::contains);
  }

  boolean isIn(Stream<Word> words) {
    return words.anyMatch(this::isIn);
  }
}
