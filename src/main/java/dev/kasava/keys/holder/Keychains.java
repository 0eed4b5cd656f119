package dev.kasava.keys.holder;

import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;

/** The keychains of this machine; nothing of one is loaded before it is asked for. */
@FunctionalInterface
public interface Keychains {
  /**
   * @param mayPrompt whether a person is there whom it may ask to unlock it
   */
  Keychain open(Storage storage, boolean mayPrompt);
}
