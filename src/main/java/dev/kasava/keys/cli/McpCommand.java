package dev.kasava.keys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kasava mcp}. */
@Command(
    name = "mcp",
    description = "Serve MCP over standard input and output, for AI coding tools.")
final class McpCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--local", description = "Act as the operator of the data folder, without a key.")
  boolean local;

  McpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.backend().mcp(local ? null : context.sources().key());
  }
}
