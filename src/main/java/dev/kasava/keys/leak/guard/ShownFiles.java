package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Files that hold a secret, of which a command would show what stands in them. */
final class ShownFiles {
  private static final String FILE_VARIABLE = "KASAVA_API_KEY_FILE";

  /** They do not show what stands in the files that they are given. */
  private static final Set<String> DISCREET =
      Set.of(
          "kasava",
          "kasava.cmd",
          "rm",
          "ls",
          "stat",
          "test",
          "[",
          "[[",
          "chmod",
          "chown",
          "shred",
          "unlink",
          "touch",
          "mkdir",
          "cd",
          "pushd",
          "echo",
          "printf",
          "export",
          "unset",
          "wc",
          "du",
          "file");

  private static final Word HERE = new Word(".", Set.of());

  private final List<SecretFiles> secrets;
  private final List<EnvFiles> envs;

  /**
   * @param whereabouts where the commands may run
   */
  ShownFiles(Whereabouts whereabouts) {
    this.secrets = whereabouts.all().stream().map(SecretFiles::new).toList();
    this.envs = whereabouts.all().stream().map(EnvFiles::new).toList();
  }

  /** What a command would show; empty when nothing. */
  Optional<Disclosure> objection(ShellCommand command) {
    if (isShown(command.unwrapped())) {
      return Optional.of(Disclosure.FILE);
    }
    return command.readings().stream()
        .filter(Viewing::isBy)
        .flatMap(ShownFiles::files)
        .filter(this::isEnv)
        .findFirst()
        .map(word -> Disclosure.ENV_FILE);
  }

  private boolean isShown(ShellCommand command) {
    return !DISCREET.contains(command.program()) && files(command).anyMatch(this::isSecret);
  }

  private boolean isSecret(Word word) {
    return word.variables().contains(FILE_VARIABLE)
        || secrets.stream().anyMatch(each -> each.isNamedBy(word));
  }

  private boolean isEnv(Word word) {
    return envs.stream().anyMatch(each -> each.isNamedBy(word));
  }

  /** What could be files that it reads. */
  private static Stream<Word> files(ShellCommand command) {
    List<Word> arguments =
        Viewing.SEARCHING.contains(command.program()) ? searched(command) : command.arguments();
    return Stream.concat(arguments.stream(), command.inputs().stream());
  }

  private static List<Word> searched(ShellCommand command) {
    boolean isPatternAnOption =
        command.arguments().stream().anyMatch(word -> word.text().matches("-[A-Za-z]*[ef]"));
    List<Word> files =
        command.arguments().stream()
            .filter(word -> !word.text().startsWith("-"))
            // The first one is what to look for, and after -e is one that can do no harm here.
            .skip(isPatternAnOption ? 0 : 1)
            .toList();
    boolean isSearchedHere = files.size() <= (isPatternAnOption ? 1 : 0);
    return isSearchedHere ? Stream.concat(files.stream(), Stream.of(HERE)).toList() : files;
  }
}
