package dev.kasava.keys.access;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SecretLife;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys and how long their secrets live, in memory, never staler than the store: what is remembered
 * counts only while the store's change word is the one that it was looked up under. Thread-safe;
 * {@link #remembered} neither blocks nor locks.
 */
final class KeyStates {
  private static final int MOST = 100_000;

  /**
   * What was found.
   *
   * @param grant null when there is no such key
   * @param secrets its secrets that were not ended
   */
  record State(@Nullable Grant grant, List<SecretLife> secrets) {
    /**
     * Whether a token may have been made with a secret that can still be used. One that was made
     * before all of these were can not, whatever became of its key since.
     *
     * @param issuedAt in whole seconds, as tokens have it
     */
    boolean mayHaveIssued(Instant issuedAt, Instant now) {
      return secrets.stream()
          .filter(life -> life.until() == null || life.until().isAfter(now))
          .anyMatch(life -> !life.createdAt().truncatedTo(ChronoUnit.SECONDS).isAfter(issuedAt));
    }
  }

  private record Known(State state, long word) {}

  private final KeyStore store;
  private final int most;
  private final Map<KeyId, Known> known = new ConcurrentHashMap<>();

  KeyStates(KeyStore store) {
    this(store, MOST);
  }

  /**
   * @param most how many are remembered
   */
  KeyStates(KeyStore store, int most) {
    this.store = store;
    this.most = most;
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
    State state =
        store.read(
            reader ->
                new State(
                    reader.key(key).map(summary -> grant(summary.key())).orElse(null),
                    reader.lives(key)));
    if (!ChangeWord.isUnsettled(word)) {
      if (known.size() >= most) {
        known.clear();
      }
      known.put(key, new Known(state, word));
    }
    return state;
  }

  private static Grant grant(ApiKey key) {
    return new Grant(
        key.id(), key.owner(), key.name(), key.scopes(), key.expiresAt(), key.rateLimit(), null);
  }
}
