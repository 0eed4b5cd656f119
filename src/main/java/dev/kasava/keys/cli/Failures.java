package dev.kasava.keys.cli;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.store.StoreException;
import java.io.PrintStream;

/** The table from failures to one sentence and an exit code. */
final class Failures {
  private Failures() {}

  static int report(Exception failure, PrintStream err) {
    err.println("kasava: " + SafeText.of(sentence(failure)));
    return exitCode(failure);
  }

  static int exitCode(Exception failure) {
    return switch (failure) {
      case CommandFailure command -> command.exitCode();
      case KeysFailure keys -> exitCode(keys.kind());
      case HolderException holder -> ExitCode.REFUSED;
      case StoreException store -> ExitCode.UNREACHABLE;
      case PepperException pepper -> ExitCode.UNREACHABLE;
      default -> ExitCode.INTERNAL;
    };
  }

  private static int exitCode(KeysFailure.Kind kind) {
    return switch (kind) {
      case REFUSED, NAME_TAKEN -> ExitCode.REFUSED;
      case KEY_NOT_GOOD, NOT_ALLOWED -> ExitCode.NOT_ALLOWED;
      case UNREACHABLE -> ExitCode.UNREACHABLE;
    };
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case CommandFailure command -> String.valueOf(command.getMessage());
      case KeysFailure keys -> String.valueOf(keys.getMessage());
      case HolderException holder -> String.valueOf(holder.getMessage());
      case StoreException store -> String.valueOf(store.getMessage());
      case PepperException pepper -> String.valueOf(pepper.getMessage());
      default ->
          "This is a fault of the program ("
              + failure.getClass().getSimpleName()
              + "). Please report it with the command that you gave.";
    };
  }
}
