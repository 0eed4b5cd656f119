package dev.kasava.keys.store;

import java.time.Instant;

/**
 * What may be presented only once, whichever process it is presented to. Thread-safe; every method
 * may throw {@link StoreException}.
 */
public interface SpentStore {
  /**
   * Notes that it was presented; of several callers at once, only one gets true.
   *
   * @param hash the SHA-256 of it, 32 bytes
   * @param until when it could not be presented any more anyway
   * @return whether it had not been presented before
   */
  boolean spend(byte[] hash, Instant until);

  /** Forgets what can no longer be presented. */
  void removeExpired(Instant now);
}
