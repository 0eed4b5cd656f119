package dev.kasava.keys.store;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.OwnerId;
import java.time.Instant;
import java.util.Optional;

/**
 * Page sessions and one-time sign-in links, by the SHA-256 of their tokens. Each belongs to a key
 * and goes with it. Thread-safe; every method may throw {@link StoreException}.
 */
public interface SessionStore {
  /** What a token is good for. */
  enum Kind {
    /** Opens a session, once. */
    SIGN_IN_LINK,
    SESSION
  }

  /**
   * Whose it is and how long it lasts.
   *
   * @param root when the secret of the key was made that it hangs on
   */
  record Session(Kind kind, KeyId key, Instant root, Instant expiresAt) {}

  /**
   * Adds it, unless its key is gone.
   *
   * @param tokenHash the SHA-256 of the token, 32 bytes
   */
  void add(byte[] tokenHash, Session session);

  /** The session that is still good at {@code now}. */
  Optional<Session> find(byte[] tokenHash, Kind kind, Instant now);

  /** Removes and answers it: of several callers at once, only one gets it. */
  Optional<Session> take(byte[] tokenHash, Kind kind, Instant now);

  /** Hangs a session on the secret that was made at {@code root} from now on. */
  void goOn(byte[] tokenHash, Instant root);

  /** Removes all sessions and links that belong to keys of this owner. */
  void removeAll(OwnerId owner);

  /** Removes all sessions and links that belong to keys of this member. */
  void removeAll(MemberId member);

  /** Removes all sessions and links of this key. */
  void removeAll(KeyId key);

  /** Removes what has expired. */
  void removeExpired(Instant now);
}
