package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava mcp}. */
@Command(
    name = "mcp",
    description = {
      "Serve MCP over standard input and output, for AI coding tools: with a server, as a bridge to"
          + " it; else on the data folder."
    })
final class McpCommand implements Callable<Integer> {
  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  @Option(names = "--local", description = "Act as the operator of the data folder, without a key.")
  boolean local;

  McpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (local && options.server != null) {
      throw KeyCommand.contradiction();
    }
    if (local) {
      return context.backend().mcp(null);
    }
    Sources sources = context.sources();
    Optional<URI> remote = context.serverOf(options);
    return remote.isPresent()
        ? context.backend().bridge(remote.get(), options.holder())
        : context.backend().mcp(sources.key(null, Account.CLI));
  }
}
