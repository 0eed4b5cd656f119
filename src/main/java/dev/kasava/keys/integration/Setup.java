package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One client's own way of being told of an MCP server. Blocks; every method throws {@link
 * HolderException} with what to do.
 */
sealed interface Setup permits FileSetup, ClaudeCodeSetup {
  /**
   * What was done.
   *
   * @param place where the entry is now, for people
   * @param backup the file as it was; empty when there was none
   * @param next what the person does to see it
   */
  record Applied(String place, Optional<Path> backup, String next) {}

  /** How far a client is. */
  enum Presence {
    ABSENT,
    INSTALLED,
    CONFIGURED
  }

  /** Fails where it could not be applied, before anything else is done. */
  void prepare();

  Applied apply(Launch launch);

  /** Takes back what {@link #apply} does; false when there is nothing of it. */
  boolean undo();

  Presence presence();
}
