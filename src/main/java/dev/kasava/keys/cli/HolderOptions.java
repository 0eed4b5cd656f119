package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which of the person's own keys a command is about. */
class HolderOptions extends ServerOption {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description = "The key that is kept for this tool, e.g. cursor; else your own.")
  String integration = Account.CLI;

  /** Whose key, as {@link Account#holder} has it; refused when keychains could not take it. */
  String holder() {
    if (!NAME.matcher(integration).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "An integration is named with small letters, digits and hyphens, like cursor or"
              + " claude-code.");
    }
    return integration;
  }
}
