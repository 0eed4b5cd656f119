package dev.kasava.keys.web;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.SecretLife;
import dev.kasava.keys.store.SessionStore.Session;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * What sessions and sign-in links hang on: the secrets of their key. One that may have been begun
 * with a secret which leaked must not outlive that, so each ends with the eldest of the secrets
 * that worked when it began.
 */
final class Roots {
  private Roots() {}

  /** When the eldest secret was made that works; {@code now} where none does. */
  static Instant eldest(KeyReader reader, KeyId key, Instant now) {
    return reader.lives(key).stream()
        .filter(isLive(now))
        .map(SecretLife::createdAt)
        .findFirst()
        .orElse(now);
  }

  /** Whether the secret still works that a session hangs on, or an elder one. */
  static boolean hold(KeyReader reader, Session session, Instant now) {
    return reader.lives(session.key()).stream()
        .filter(isLive(now))
        .anyMatch(life -> !life.createdAt().isAfter(session.since()));
  }

  private static Predicate<SecretLife> isLive(Instant now) {
    return life -> life.until() == null || life.until().isAfter(now);
  }
}
