package dev.kasava.keys.leak.guard;

import dev.kasava.keys.machine.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a shell is while it runs a script, as far as that can be told beforehand.
 *
 * @param folder empty once it went somewhere unknown
 * @param environment in which the script runs
 */
record Place(Optional<Path> folder, Map<String, String> environment) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)\\})");

  /** Where it is after a command that goes elsewhere. */
  Place after(ShellCommand moving) {
    return moving.arguments().stream()
        .filter(word -> !word.text().startsWith("-") || word.text().equals("-"))
        .findFirst()
        .map(this::to)
        .orElseGet(() -> new Place(Optional.of(Environment.home(environment)), environment));
  }

  /** In another folder. */
  Place to(Word word) {
    return new Place(resolve(word), environment);
  }

  /** The path that a word names; empty when that shows only when it runs. */
  Optional<Path> resolve(Word word) {
    String text = word.text();
    if (text.equals("~") || text.startsWith("~/")) {
      text = Environment.home(environment) + text.substring(1);
    }
    Matcher variable = VARIABLE.matcher(text);
    String known =
        variable.replaceAll(
            found -> {
              String name = found.group(1) == null ? found.group(2) : found.group(1);
              return Matcher.quoteReplacement(
                  Environment.value(environment, name).orElse(found.group()));
            });
    if (known.indexOf('$') >= 0 || known.indexOf('`') >= 0) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(known);
      return path.isAbsolute()
          ? Optional.of(path.normalize())
          : folder.map(here -> here.resolve(path).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
