package dev.kasava.keys.leak.guard;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs for the web that are told to print what they send. */
final class Verbosity {
  /** Short options may stand together, up to one whose value follows. */
  private static final Pattern CURL =
      Pattern.compile(
          "-[^AbcCdDeEFhHKmoPQrtTuUwxXyYz-]*v.*|--verbose|--trace.*|--libcurl.*", Pattern.DOTALL);

  /** After {@code n} comes what is not to be done. */
  private static final Pattern WGET =
      Pattern.compile("-(?:n.|[^aABDeiIlnoOPQRtTUwX-])*d.*|--debug", Pattern.DOTALL);

  private Verbosity() {}

  /** Whether a command prints a secret that it is given to send. */
  static boolean shows(ShellCommand command, Known known) {
    boolean isVerbose =
        switch (command.program()) {
          case "curl", "curl.exe" -> command.hasArgument(CURL);
          case "wget", "wget.exe" -> command.hasArgument(WGET);
          default -> false;
        };
    return isVerbose
        && known.isIn(Stream.concat(command.arguments().stream(), command.texts().stream()));
  }
}
