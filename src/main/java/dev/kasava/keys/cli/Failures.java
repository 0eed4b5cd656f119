package dev.kasava.keys.cli;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.store.StoreException;
import java.io.PrintStream;

/** The table from failures to one sentence and an exit code. */
final class Failures {
  private Failures() {}

  static int exitCode(Exception failure, PrintStream err) {
    err.println("kasava: " + SafeText.of(sentence(failure)));
    return switch (failure) {
      case CommandFailure command -> command.exitCode();
      case StoreException store -> ExitCode.UNREACHABLE;
      case PepperException pepper -> ExitCode.UNREACHABLE;
      default -> ExitCode.INTERNAL;
    };
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case CommandFailure command -> String.valueOf(command.getMessage());
      case StoreException store -> String.valueOf(store.getMessage());
      case PepperException pepper -> String.valueOf(pepper.getMessage());
      default ->
          "This is a fault of the program ("
              + failure.getClass().getSimpleName()
              + "). Please report it with the command that you gave.";
    };
  }
}
