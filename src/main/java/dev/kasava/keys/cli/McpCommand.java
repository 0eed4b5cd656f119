package dev.kasava.keys.cli;

import dev.kasava.keys.keychain.Account;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--local", description = "Act as the operator of the data folder, without a key.")
  boolean local;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; else KASAVA_URL, else the one that login recorded.")
  @Nullable String server;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description = "Use the key that is kept for this tool, e.g. cursor; else your own.")
  String integration = Account.CLI;

  McpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (local && server != null) {
      throw KeyCommand.contradiction();
    }
    if (local) {
      return context.backend().mcp(null);
    }
    Sources sources = context.sources();
    Optional<URI> remote = sources.server(server);
    return remote.isPresent()
        ? context.backend().bridge(remote.get(), Names.integration(integration))
        : context.backend().mcp(sources.key(null, Account.CLI));
  }
}
