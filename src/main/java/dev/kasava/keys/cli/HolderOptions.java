package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the person's own keys a command is about. */
final class HolderOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; else KASAVA_URL, else the one that login recorded.")
  @Nullable String server;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description = "The key that is kept for this tool, e.g. cursor; else your own.")
  String integration = Account.CLI;

  String holder() {
    return Names.integration(integration);
  }
}
