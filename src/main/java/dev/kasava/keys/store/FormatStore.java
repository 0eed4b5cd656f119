package dev.kasava.keys.store;

import java.util.Optional;

/**
 * What the keys of an installation look like, the same for every process that uses its store.
 * Thread-safe; every method may throw {@link StoreException}.
 */
public interface FormatStore {
  /** The prefix of the keys; empty while none is settled. */
  Optional<String> prefix();

  /**
   * Settles the prefix of the keys once and for all; of several callers at once, one wins.
   *
   * @param prefix what it is to be where none is settled
   * @return the one that is settled now
   */
  String settlePrefix(String prefix);
}
