package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import java.util.regex.Pattern;

/** What tools are called. */
final class Names {
  private static final Pattern INTEGRATION = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private Names() {}

  /** The name as it is; refused when keychains could not take it. */
  static String integration(String text) {
    if (text.equals(Account.CLI) || INTEGRATION.matcher(text).matches()) {
      return text;
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "An integration is named with small letters, digits and hyphens, like cursor or"
            + " claude-code.");
  }
}
