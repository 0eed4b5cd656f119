package dev.kasava.keys.access;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether keys have a live secret, in memory, never staler than the store: what is remembered
 * counts only while the store's change word is the one that it was looked up under. Thread-safe;
 * {@link #remembered} neither blocks nor locks.
 */
final class KeyStates {
  private static final int MOST = 100_000;

  /**
   * What was found.
   *
   * @param grant null when there is no such key, or no live secret of it
   */
  record State(@Nullable Grant grant) {}

  private record Known(State state, long word) {}

  private final KeyStore store;
  private final Map<KeyId, Known> known = new ConcurrentHashMap<>();

  KeyStates(KeyStore store) {
    this.store = store;
  }

  /** Null when the store has to be asked. */
  @Nullable State remembered(KeyId key) {
    Known found = known.get(key);
    return found != null && found.word() == store.changeWord().get() ? found.state() : null;
  }

  /** May block. */
  State find(KeyId key) {
    State remembered = remembered(key);
    if (remembered != null) {
      return remembered;
    }
    long word = store.changeWord().get();
    Optional<Grant> grant =
        store.read(
            reader ->
                reader
                    .key(key)
                    .map(summary -> summary.key())
                    .filter(found -> found.secret() != null)
                    .map(KeyStates::grant));
    State state = new State(grant.orElse(null));
    if (!ChangeWord.isUnsettled(word)) {
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(key, new Known(state, word));
    }
    return state;
  }

  private static Grant grant(ApiKey key) {
    return new Grant(key.id(), key.owner(), key.name(), key.scopes(), key.expiresAt());
  }
}
