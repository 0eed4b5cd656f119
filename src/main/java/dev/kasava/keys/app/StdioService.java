package dev.kasava.keys.app;

import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** MCP over standard input and output, on one installation. */
final class StdioService {
  private StdioService() {}

  static int run(
      Installation installation, @Nullable String credential, InputStream in, Terminal terminal) {
    return ExitCode.OK;
  }
}
