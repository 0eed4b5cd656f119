package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import picocli.CommandLine.Option;

/** Which of the person's own keys a command is about. */
class HolderOptions extends ServerOption {
  private static final int LONGEST_NAME = 40;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description = "The key that is kept for this tool, e.g. cursor; else your own.")
  String integration = Account.CLI;

  /** Whose key, as {@link Account#holder} has it; refused when keychains could not take it. */
  String holder() {
    if (!isName(integration)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "An integration is named with small letters, digits and hyphens, like cursor or"
              + " claude-code.");
    }
    return integration;
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z';
      boolean isOther = (c >= '0' && c <= '9') || c == '-';
      if (!isLetter && !(isOther && i > 0)) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_NAME;
  }
}
