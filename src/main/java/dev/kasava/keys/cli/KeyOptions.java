package dev.kasava.keys.cli;

import picocli.CommandLine.Option;

/** The options that every {@code keys} command takes. */
final class KeyOptions extends HolderOptions {
  @Option(
      names = "--local",
      description = "Act on the data folder itself, as its operator, without a key.")
  boolean local;

  @Option(names = "--json", description = "Print the JSON that the REST API answers.")
  boolean json;
}
