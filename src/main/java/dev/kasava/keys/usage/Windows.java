package dev.kasava.keys.usage;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import org.jspecify.annotations.Nullable;

/** What limited keys have left of their windows. Thread-safe. */
interface Windows extends AutoCloseable {
  /**
   * Takes a request off a key's window, where memory can tell; never waits for more than another
   * request of the same key.
   *
   * @return null when {@link #take} has to be asked, and nothing was taken
   */
  @Nullable Allowance takeAtOnce(KeyId key, RateLimit limit);

  /** Takes a request off a key's window; may wait for a store. */
  Allowance take(KeyId key, RateLimit limit);

  /** Forgets the windows that are over; may throw {@link dev.kasava.keys.store.StoreException}. */
  void sweep();

  /** How many windows are under way, or were when they were last swept. */
  int size();

  @Override
  void close();
}
