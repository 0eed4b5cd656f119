package dev.kasava.keys.store;

import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the store knows of a secret that it was shown the digest of. */
public sealed interface StoredSecret {
  /**
   * A secret that can still be used.
   *
   * @param liveUntil the end of its overlap; null when no time is set for it
   * @param isSuccessor whether its first use has yet to end the secret before it
   */
  record Live(Grant grant, @Nullable Instant liveUntil, boolean isSuccessor)
      implements StoredSecret {}

  /** A secret that was ended. */
  record Dead(KeyId keyId, Ended reason, Instant endedAt) implements StoredSecret {}
}
