package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.store.KeyStore;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets that were used lately and whose digests are still those of a retired pepper, and what
 * their digests are under the current one. Thread-safe.
 */
final class Renewals {
  private static final int MOST = 10_000;
  private static final int A_TURN = 200;

  private final KeyStore store;
  private final Map<KeyDigest, KeyDigest> waiting = new ConcurrentHashMap<>();

  Renewals(KeyStore store) {
    this.store = store;
  }

  /**
   * Notes one, unless too many wait: it is used again, or ends. One that is under a later pepper is
   * not: another node has that for the current one already. Never blocks.
   */
  void note(KeyDigest old, KeyDigest renewed) {
    if (old.pepperVersion() < renewed.pepperVersion() && waiting.size() < MOST) {
      waiting.put(old, renewed);
    }
  }

  /** Writes some of them. */
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    Map<KeyDigest, KeyDigest> turn = new ConcurrentHashMap<>();
    Iterator<Map.Entry<KeyDigest, KeyDigest>> all = waiting.entrySet().iterator();
    while (all.hasNext() && turn.size() < A_TURN) {
      Map.Entry<KeyDigest, KeyDigest> one = all.next();
      turn.put(one.getKey(), one.getValue());
    }
    store.write(
        writer -> {
          turn.forEach(writer::renewDigest);
          return turn.size();
        });
    turn.keySet().forEach(waiting::remove);
  }
}
