package dev.kasava.keys.leak.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What git is asked to do.
 *
 * @param verb {@code commit}, {@code add}...
 * @param places where git may work
 * @param options of the verb, without their values
 * @param paths what else the verb is given: for {@code add} and {@code commit}, pathspecs
 */
record GitCommand(String verb, List<Place> places, List<String> options, List<Word> paths) {
  /** Options of git itself whose value is the next word. */
  private static final Set<String> GLOBAL_WITH_VALUE =
      Set.of("-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env");

  /** Options of {@code commit} whose value is the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-m",
          "--message",
          "-F",
          "--file",
          "-C",
          "--reuse-message",
          "-c",
          "--reedit-message",
          "-t",
          "--template",
          "--author",
          "--date",
          "--cleanup",
          "--fixup",
          "--squash",
          "--trailer",
          "--pathspec-from-file",
          "--chmod");

  /** What a command asks git for; empty when it is not git's. */
  static Optional<GitCommand> of(ShellCommand command, Whereabouts start) {
    if (!command.program().equals("git") && !command.program().equals("git.exe")) {
      return Optional.empty();
    }
    List<Place> places = start.all();
    List<Word> words = command.arguments();
    int i = 0;
    for (; i < words.size() && words.get(i).text().startsWith("-"); i++) {
      String option = words.get(i).text();
      if (option.equals("-C") && i + 1 < words.size()) {
        Word folder = words.get(++i);
        places =
            places.stream()
                .flatMap(place -> Whereabouts.reached(place, place.to(folder)).stream())
                .distinct()
                .toList();
      } else if (GLOBAL_WITH_VALUE.contains(option)) {
        i++;
      }
    }
    return i < words.size()
        ? Optional.of(of(words.get(i).text(), places, words.subList(i + 1, words.size())))
        : Optional.empty();
  }

  private static GitCommand of(String verb, List<Place> places, List<Word> words) {
    List<String> options = new ArrayList<>();
    List<Word> paths = new ArrayList<>();
    boolean isPathsOnly = false;
    for (int i = 0; i < words.size(); i++) {
      String text = words.get(i).text();
      if (isPathsOnly || !text.startsWith("-")) {
        paths.add(words.get(i));
      } else if (text.equals("--")) {
        isPathsOnly = true;
      } else {
        options.add(text);
        if (hasValueNext(text)) {
          i++;
        }
      }
    }
    return new GitCommand(verb, places, options, paths);
  }

  /** Also where letters stand together: {@code -am}. */
  private static boolean hasValueNext(String option) {
    return WITH_VALUE.contains(option)
        || (!option.startsWith("--")
            && option.length() > 2
            && option
                .substring(1, option.length() - 1)
                .chars()
                .allMatch(c -> "aespqvn".indexOf(c) >= 0)
            && WITH_VALUE.contains("-" + option.charAt(option.length() - 1)));
  }

  /** Whether one of these options is given, or a short one among letters that stand together. */
  boolean has(String name, char letter) {
    return options.stream()
        .anyMatch(
            option ->
                option.equals(name) || (!option.startsWith("--") && option.indexOf(letter) > 0));
  }
}
