package dev.kasava.keys.web;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.KeptSecret;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.SecretLife;
import dev.kasava.keys.store.SessionStore.Session;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What sessions and sign-in links hang on: the one secret that was shown for them, told from others
 * of its key by when it was made. Whoever had none but a secret that leaked has nothing once that
 * is ended, whatever other secrets the key has.
 */
final class Roots {
  private Roots() {}

  /**
   * When the secret was made that was shown.
   *
   * @param shown the digests that it may be kept by
   * @return empty where it does not work any more, whatever memory still had of it
   */
  static Optional<Instant> of(KeyReader reader, KeyId key, List<KeyDigest> shown, Instant now) {
    return reader.keptSecrets(key, now).stream()
        .filter(kept -> shown.contains(kept.digest()))
        .map(KeptSecret::createdAt)
        .findFirst();
  }

  /** When the newest secret was made that works; {@code now} where none does. */
  static Instant newest(KeyReader reader, KeyId key, Instant now) {
    return reader.keptSecrets(key, now).stream().map(KeptSecret::createdAt).findFirst().orElse(now);
  }

  /** Whether the secret works that a session hangs on. */
  static boolean holds(KeyReader reader, Session session, Instant now) {
    return reader.lives(session.key()).stream()
        .anyMatch(life -> isLive(life, now) && life.createdAt().equals(session.root()));
  }

  private static boolean isLive(SecretLife life, Instant now) {
    return life.until() == null || life.until().isAfter(now);
  }
}
