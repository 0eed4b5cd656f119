package dev.kasava.keys.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The commands that programs start again and again, read without the whole command line, which
 * takes longer to set up than they take to run. Whatever is not the plainest form of one, is left
 * to {@link Program}.
 */
final class Shortcuts {
  private static final int LONGEST_PORT = 5;

  private Shortcuts() {}

  /** What those commands are given. */
  private record Given(@Nullable String server, @Nullable String integration, boolean local) {}

  /** The command; empty where the whole command line has to look at it. */
  static Optional<Callable<Integer>> find(String[] arguments, Context context) {
    if (arguments.length == 0) {
      return Optional.empty();
    }
    Iterator<String> options = Arrays.asList(arguments).listIterator(1);
    return switch (arguments[0]) {
      case "hook" ->
          Optional.<Callable<Integer>>of(new HookCommand(context))
              .filter(any -> !options.hasNext());
      case "mcp" -> given(options).map(given -> mcp(given, context));
      case "headers" ->
          given(options).filter(given -> !given.local()).map(given -> headers(given, context));
      case "serve" -> serve(options, context);
      default -> Optional.empty();
    };
  }

  private static Callable<Integer> mcp(Given given, Context context) {
    McpCommand command = new McpCommand(context);
    command.local = given.local();
    fill(command.options, given);
    return command;
  }

  private static Callable<Integer> headers(Given given, Context context) {
    HeadersCommand command = new HeadersCommand(context);
    fill(command.options, given);
    return command;
  }

  private static Optional<Callable<Integer>> serve(Iterator<String> options, Context context) {
    ServeCommand command = new ServeCommand(context);
    Set<String> named = new HashSet<>();
    while (options.hasNext()) {
      String option = options.next();
      if (!named.add(option) || !options.hasNext()) {
        return Optional.empty();
      }
      String value = options.next();
      if (option.equals("--port") && isPort(value)) {
        command.port = Integer.parseInt(value);
      } else if (option.equals("--host") && isPlain(value)) {
        command.host = value;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(command);
  }

  private static boolean isPort(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return value.equals("0")
        || (!value.isEmpty() && value.length() <= LONGEST_PORT && value.charAt(0) != '0');
  }

  private static void fill(HolderOptions options, Given given) {
    options.server = given.server();
    if (given.integration() != null) {
      options.integration = given.integration();
    }
  }

  private static Optional<Given> given(Iterator<String> options) {
    Given given = new Given(null, null, false);
    while (options.hasNext()) {
      String option = options.next();
      if (option.equals("--local") && !given.local()) {
        given = new Given(given.server(), given.integration(), true);
      } else if (option.equals("--server") && given.server() == null && options.hasNext()) {
        given = new Given(options.next(), given.integration(), given.local());
      } else if (option.equals("--integration")
          && given.integration() == null
          && options.hasNext()) {
        given = new Given(given.server(), options.next(), given.local());
      } else {
        return Optional.empty();
      }
    }
    return isPlain(given.server()) && isPlain(given.integration())
        ? Optional.of(given)
        : Optional.empty();
  }

  /** What begins like an option may be one, and the value have been forgotten. */
  private static boolean isPlain(@Nullable String value) {
    return value == null || !(value.isEmpty() || value.startsWith("-") || value.startsWith("\""));
  }
}
