package dev.kasava.keys.cli;

import dev.kasava.keys.holder.EnvFile;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava exec}: a program with kept secrets in its environment, and nowhere else. */
@Command(
    name = "exec",
    description = "Run a program with a kept secret in its environment.",
    synopsisHeading = "Usage: kasava exec --key NAME --var NAME [...] -- COMMAND [ARG...]%n")
final class ExecCommand implements Callable<Integer> {
  private final Context context;
  @Mixin ServerOption options = new ServerOption();

  /** One secret and where it goes. */
  static final class Given {
    @Option(
        names = "--key",
        required = true,
        paramLabel = "NAME",
        description = "The key's name, as it was put into the keychain.")
    String key = "";

    @Option(
        names = "--var",
        required = true,
        paramLabel = "NAME",
        description = "The environment variable that the program reads.")
    String variable = "";
  }

  @ArgGroup(exclusive = false, multiplicity = "1..*")
  List<Given> given = new ArrayList<>();

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "After --, with its arguments.")
  List<String> command = new ArrayList<>();

  ExecCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    URI url = context.neededServer(options.server);
    ProcessBuilder program = new ProcessBuilder(command).inheritIO();
    Keychain keychain = context.sources().keychain(context.terminal().isInteractive());
    for (Given one : given) {
      if (!EnvFile.isVariable(one.variable)) {
        throw new CommandFailure(
            ExitCode.USAGE, "A variable is named with letters, digits and _, like API_KEY.");
      }
      program.environment().put(one.variable, secret(keychain, url, one.key).reveal());
    }
    return run(program);
  }

  private static Secret secret(Keychain keychain, URI server, String name) {
    return switch (keychain.get(Account.ofKey(server, name))) {
      case Keychain.Lookup.Found(Secret secret) -> secret;
      case Keychain.Lookup.Missing missing ->
          throw new CommandFailure(
              ExitCode.NOT_ALLOWED,
              "No secret of a key of that name is kept for "
                  + server
                  + ". Put one there with \"kasava keys create\" or \"regenerate\" and"
                  + " --to-keychain.");
      case Keychain.Lookup.Failed(Trouble trouble) ->
          throw new CommandFailure(ExitCode.NOT_ALLOWED, trouble.advice());
    };
  }

  private static int run(ProcessBuilder program) {
    Process process;
    try {
      process = program.start();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, "The program cannot be started. Check its name and mode.");
    }
    // Whoever ends this program means that one.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      return ExitCode.INTERRUPTED;
    }
  }
}
