package dev.kasava.keys.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command is about. */
class ServerOption {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; else KASAVA_URL, else the one that login recorded.")
  @Nullable String server;
}
