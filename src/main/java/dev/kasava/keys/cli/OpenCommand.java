package dev.kasava.keys.cli;

import dev.kasava.keys.remote.Keys;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava open}: the page, signed in. */
@Command(name = "open", description = "Open the page in your browser, signed in.")
final class OpenCommand implements Callable<Integer> {
  private final Context context;
  @Mixin ServerOption options = new ServerOption();

  @Option(names = "--print", description = "Print the link instead; it works once.")
  boolean print;

  OpenCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<URI> url = context.server(options.server);
    if (url.isEmpty()) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "No server is known on this machine. Start one with \"kasava serve\", or name it with"
              + " --server.");
    }
    try (Keys keys = context.keys(url)) {
      URI link = keys.signInLink();
      if (print || !Browsers.open(link, context.sources().environment())) {
        context.print(link.toString());
        context.say("The link signs you in once, within 10 minutes.");
      } else {
        context.print("Opened " + url.get() + " in your browser.");
      }
    }
    return ExitCode.OK;
  }
}
