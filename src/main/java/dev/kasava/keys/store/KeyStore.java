package dev.kasava.keys.store;

import java.util.function.Function;

/**
 * Keys, the digests of their secrets, their owners, and the audit log.
 *
 * <p>Thread-safe. Several processes may have the same store open; each sees what the others
 * committed from its next transaction on. Every method may throw {@link StoreException}.
 */
public interface KeyStore {
  /** Runs {@code work} on one consistent snapshot. */
  <T> T read(Function<? super KeyReader, ? extends T> work);

  /**
   * Runs {@code work} as one transaction: all of it is kept, durably before this returns, or, when
   * it throws, none. Writers take turns. The work may be run again after a conflict, so it must
   * have no effect outside the writer it is given.
   */
  <T> T write(Function<? super KeyWriter, ? extends T> work);

  /** Whether it is reached; never blocks, and never throws. */
  default StoreState state() {
    return StoreState.REACHED;
  }

  /** What tells readers that a key was changed by anyone who has the same store open. */
  ChangeWord changeWord();
}
