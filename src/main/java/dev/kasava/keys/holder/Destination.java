package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;

/**
 * Where a new secret goes instead of a screen. Blocks; every method throws {@link HolderException}
 * with what to do.
 */
public interface Destination {
  /** Fails where it could not be delivered, before there is a secret to lose. */
  void prepare();

  /**
   * Delivers it.
   *
   * @param name the key's name
   */
  void deliver(Secret secret, String name);

  /** Where it is then, for people: "the file .env, as API_KEY". */
  String place();

  /** What whoever has it there has to see to, as a sentence; empty when there is nothing. */
  default String caution() {
    return "";
  }
}
