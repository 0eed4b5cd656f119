package dev.kasava.keys.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every {@code keys} command takes. */
final class KeyOptions extends HolderOptions {
  @Option(
      names = "--local",
      description = "Act on the data folder itself, as its operator, without a key.")
  boolean local;

  @Option(
      names = "--owner",
      paramLabel = "OWNER",
      description = "With --local: for this owner, by id or name, where there are several.")
  @Nullable String owner;

  @Option(names = "--json", description = "Print JSON, as a rule what the REST API answers.")
  boolean json;
}
