package dev.kasava.keys.leak.guard;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Commands that would print a secret of ours. Programs are known by their names; what interpreters
 * other than shells are told to do is not looked at.
 */
final class Disclosures {
  static final String KEY_VARIABLE = "KASAVA_API_KEY";
  private static final String SERVICE = "kasava-keys";
  private static final String SHOWING = "--show-secret";
  private static final String MAIN_CLASS = "dev.kasava.keys.app.Main";

  private static final Set<String> PRINTING =
      Set.of("echo", "printf", "print", "cat", "tee", "Write-Output", "Write-Host");

  private final Place start;
  private final Whereabouts whereabouts;

  /**
   * @param place where the script starts
   */
  Disclosures(Place place) {
    this.start = place;
    this.whereabouts = new Whereabouts(place);
  }

  /** What these would show; empty when nothing. */
  Optional<Disclosure> objection(List<Pipeline> pipelines) {
    boolean isSet = start.environment().containsKey(KEY_VARIABLE);
    return objection(pipelines, new Known(Set.of(KEY_VARIABLE), isSet, false, 0));
  }

  private Optional<Disclosure> objection(List<Pipeline> pipelines, Known before) {
    Known known = before;
    for (Pipeline pipeline : pipelines) {
      List<ShellCommand> commands = pipeline.commands();
      for (int i = 0; i < commands.size(); i++) {
        Optional<ShellCommand> next =
            i + 1 < commands.size() ? Optional.of(commands.get(i + 1)) : Optional.empty();
        Optional<Disclosure> objection = objection(commands.get(i), next, known);
        if (objection.isPresent()) {
          return objection;
        }
        whereabouts.follow(commands.get(i));
        known = known.after(commands.get(i));
      }
    }
    return Optional.empty();
  }

  private Optional<Disclosure> objection(
      ShellCommand command, Optional<ShellCommand> next, Known known) {
    if (known.isIn(command.unwrapped().words().getFirst())) {
      return Optional.of(Disclosure.VARIABLE);
    }
    if (known.isTraced() && known.isIn(command.words().stream())) {
      return Optional.of(Disclosure.TRACED);
    }
    return command.readings().stream()
        .flatMap(each -> ofProgram(each, next, known).stream())
        .findFirst()
        .or(() -> new ShownFiles(whereabouts).objection(command));
  }

  private Optional<Disclosure> ofProgram(
      ShellCommand command, Optional<ShellCommand> next, Known known) {
    String program = command.program();
    if (PRINTING.contains(program)) {
      return ofPrinting(command, next, known);
    }
    if (!command.words().getFirst().isPlain() && command.hasArgument(SHOWING)) {
      return Optional.of(Disclosure.SHOWN);
    }
    if (Verbosity.shows(command, known)) {
      return Optional.of(Disclosure.TRACED);
    }
    if (Listing.shows(command, known)) {
      return Optional.of(Disclosure.VARIABLE);
    }
    return switch (program) {
      case "kasava", "kasava.cmd" -> ofKasava(command, known);
      case "java" -> ofJava(command, known);
      case "secret-tool" ->
          when(
              (command.hasArgument("lookup") || command.hasArgument("search"))
                  && command.hasArgument(SERVICE),
              Disclosure.KEYCHAIN);
      case "security" ->
          when(
              command.hasArgument("find-generic-password")
                  && command.arguments().stream().anyMatch(word -> word.text().endsWith(SERVICE)),
              Disclosure.KEYCHAIN);
      default ->
          command.scripts().stream()
              .flatMap(script -> ofScript(script, known, command).stream())
              .findFirst();
    };
  }

  private static Optional<Disclosure> when(boolean isSo, Disclosure objection) {
    return isSo ? Optional.of(objection) : Optional.empty();
  }

  private Optional<Disclosure> ofScript(String script, Known known, ShellCommand shell) {
    return known.depth() >= ShellCommand.DEEPEST
        ? Optional.empty()
        : objection(ShellReader.read(script), known.within(shell));
  }

  private Optional<Disclosure> ofPrinting(
      ShellCommand command, Optional<ShellCommand> next, Known known) {
    if (next.isPresent() && next.get().isShell()) {
      Optional<Disclosure> piped = ofScript(command.joined(), known, next.get());
      if (piped.isPresent()) {
        return piped;
      }
    }
    boolean isHandedToUs = next.isPresent() && next.get().program().startsWith("kasava");
    boolean isShown = known.isIn(Stream.concat(command.words().stream(), command.texts().stream()));
    return when(isShown && !isHandedToUs, Disclosure.VARIABLE);
  }

  private Optional<Disclosure> ofJava(ShellCommand command, Known known) {
    List<Word> words = command.words();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).text().equals(MAIN_CLASS)) {
        return ofKasava(command.from(i), known);
      }
    }
    return Optional.empty();
  }

  private Optional<Disclosure> ofKasava(ShellCommand command, Known known) {
    List<String> arguments = command.arguments().stream().map(Word::text).toList();
    int rest = arguments.indexOf("--");
    List<String> own = rest < 0 ? arguments : arguments.subList(0, rest);
    if (own.contains("--help") || own.contains("-h")) {
      return Optional.empty();
    }
    if (!own.isEmpty() && own.getFirst().equals("exec")) {
      return rest < 0 || rest + 1 == arguments.size() || known.depth() >= ShellCommand.DEEPEST
          ? Optional.empty()
          : objection(command.from(rest + 2), Optional.empty(), known.with(variablesOf(own)));
    }
    if (own.contains(SHOWING)) {
      return Optional.of(Disclosure.SHOWN);
    }
    return when(!own.isEmpty() && own.getFirst().equals("headers"), Disclosure.HEADERS);
  }

  /** The values of {@code --var NAME} and {@code --var=NAME}. */
  private static Stream<String> variablesOf(List<String> arguments) {
    String option = "--var";
    return IntStream.range(0, arguments.size())
        .mapToObj(
            i ->
                i > 0 && arguments.get(i - 1).equals(option)
                    ? arguments.get(i)
                    : arguments.get(i).startsWith(option + "=")
                        ? arguments.get(i).substring(option.length() + 1)
                        : "")
        .filter(name -> !name.isEmpty());
  }
}
