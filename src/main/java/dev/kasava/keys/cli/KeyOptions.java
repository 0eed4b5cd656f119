package dev.kasava.keys.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every {@code keys} command takes. */
final class KeyOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; else KASAVA_URL, else the data folder.")
  @Nullable String server;

  @Option(
      names = "--local",
      description = "Act on the data folder itself, as its operator, without a key.")
  boolean local;

  @Option(names = "--json", description = "Print the JSON that the REST API answers.")
  boolean json;
}
