package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.holder.EnvFile;
import dev.kasava.keys.holder.KeychainDestination;
import dev.kasava.keys.holder.ProgramInput;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a new secret goes, when it is not to be seen. */
final class DeliveryOptions {
  @Option(names = "--to-keychain", description = "Put the secret into the system keychain.")
  boolean toKeychain;

  @Option(names = "--to-clipboard", description = "Put the secret into the clipboard.")
  boolean toClipboard;

  @Option(
      names = "--to-command",
      paramLabel = "COMMAND",
      description = "Hand the secret to this command's standard input: a secrets manager's.")
  @Nullable String toCommand;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Put the secret into a line of this file; refused where git tracks it.")
  @Nullable Path envFile;

  @Option(names = "--var", paramLabel = "NAME", description = "The name in that line.")
  @Nullable String variable;

  /** Says what is to be seen to where a secret went. */
  static void caution(Context context, Destination destination) {
    String caution = destination.caution();
    if (!caution.isEmpty()) {
      context.say(caution);
    }
  }

  /**
   * Where it goes; empty when the secret is to be shown.
   *
   * @param server whose key it is
   */
  Optional<Destination> destination(Context context, Optional<URI> server) {
    long chosen =
        Stream.of(toKeychain, toClipboard, toCommand != null, envFile != null)
            .filter(Boolean::booleanValue)
            .count();
    if (chosen > 1) {
      throw new CommandFailure(ExitCode.USAGE, "A secret goes to one place. Choose one of them.");
    }
    if ((envFile == null) != (variable == null)) {
      throw new CommandFailure(ExitCode.USAGE, "--env-file and --var belong together. Give both.");
    }
    return chosen == 0 ? Optional.empty() : Optional.of(chosen(context, server));
  }

  private Destination chosen(Context context, Optional<URI> server) {
    String os = System.getProperty("os.name", "");
    if (envFile != null && variable != null) {
      return new EnvFile(envFile, variable);
    }
    if (toCommand != null) {
      return ProgramInput.ofShell(toCommand, os);
    }
    if (toClipboard) {
      return ProgramInput.ofClipboard(context.sources().environment(), os);
    }
    return new KeychainDestination(
        context.sources().keychain(context.terminal().isInteractive()),
        server.orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "Which server's key? Start it with \"kasava serve\", or name it with"
                        + " --server.")));
  }
}
