package dev.kasava.keys.cli;

import dev.kasava.keys.key.Secret;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kasava headers}: what clients that run a header helper read. */
@Command(
    name = "headers",
    description = "Print the Authorization header as JSON, for clients that run a header helper.")
final class HeadersCommand implements Callable<Integer> {
  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  HeadersCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Secret key = context.sources().key(context.serverOf(options).orElse(null), options.holder());
    // Whatever is a secret has nothing in it that JSON would have escaped.
    context.terminal().out().println("{\"Authorization\":\"Bearer " + key.reveal() + "\"}");
    return ExitCode.OK;
  }
}
