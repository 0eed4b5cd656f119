package dev.kasava.keys.service;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells of changes to an owner's keys soon after they were committed, whichever process made them.
 * Thread-safe. It is polled; while nothing changes, that costs one look at memory.
 */
public final class ChangeFeed {
  /** Hears of changes, on the thread that polls, which it must not keep waiting. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param isChanged whether a key of this id was changed, created or deleted
     */
    void changed(Predicate<KeyId> isChanged);

    /** Nothing more is told: whoever waits for it need not. */
    default void ended() {}
  }

  private final KeyStore store;
  private final ConcurrentMap<Listener, OwnerId> listeners = new ConcurrentHashMap<>();
  private volatile boolean hasBegun;
  private long seen;
  private long sequence;

  public ChangeFeed(KeyStore store) {
    this.store = store;
  }

  /** Tells {@code listener} of every change from now on. May throw a StoreException. */
  public void listen(OwnerId owner, Listener listener) {
    if (!hasBegun) {
      begin();
    }
    listeners.put(listener, owner);
  }

  /** Whether somebody listened already; then {@link #listen} neither blocks nor throws. */
  public boolean hasBegun() {
    return hasBegun;
  }

  /** Where it stands is only asked once somebody wants to know what comes after. */
  private synchronized void begin() {
    if (!hasBegun) {
      long word = store.changeWord().get();
      sequence = store.read(reader -> reader.changesSince(0)).latest();
      seen = word;
      hasBegun = true;
    }
  }

  public void leave(Listener listener) {
    listeners.remove(listener);
  }

  /** Tells those who listen that nothing more will come from this process. */
  public void end() {
    listeners.keySet().forEach(Listener::ended);
  }

  /** Looks for changes, and tells of them. May throw a StoreException; the next poll goes on. */
  public synchronized void poll() {
    long word = store.changeWord().get();
    if (!hasBegun || word == seen || ChangeWord.isUnsettled(word)) {
      return;
    }
    Changes changes = store.read(reader -> reader.changesSince(sequence));
    seen = word;
    sequence = changes.latest();
    listeners.forEach((listener, owner) -> tell(listener, owner, changes));
  }

  private static void tell(Listener listener, OwnerId owner, Changes changes) {
    if (!changes.complete()) {
      listener.changed(key -> true);
      return;
    }
    Set<KeyId> keys =
        changes.keys().stream()
            .filter(change -> change.owner().equals(owner))
            .map(Changes.Changed::key)
            .collect(Collectors.toSet());
    if (!keys.isEmpty()) {
      listener.changed(keys::contains);
    }
  }
}
