package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;

/** A key that was let through. To be read at once: afterwards it is another's. */
public interface PassedKey {
  KeyId id();

  OwnerId owner();

  /** The names of its scopes, separated by spaces. */
  String scopes();

  /**
   * What is done where a key was let through.
   *
   * @param <T> what it is done to
   */
  @FunctionalInterface
  interface Passing<T> {
    void pass(T target, PassedKey key);
  }
}
