package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.store.KeyWriter;
import java.security.SecureRandom;
import java.time.Instant;

/** Where ids and secrets come from. Thread-safe. */
public final class Mint {
  private final KeyFormat format;
  private final Peppers peppers;
  private final SecureRandom random;

  public Mint(KeyFormat format, Peppers peppers, SecureRandom random) {
    this.format = format;
    this.peppers = peppers;
    this.random = random;
  }

  KeyId newKeyId() {
    return KeyId.random(random);
  }

  OwnerId newOwnerId() {
    return OwnerId.random(random);
  }

  /** A key with a new secret, and that secret. */
  record Minted(ApiKey key, Secret secret) {}

  /** Gives a stored key a new secret; what becomes of its elder ones is the caller's business. */
  Minted mint(KeyWriter writer, ApiKey key, Instant now) {
    Secret secret = format.generate(random);
    ApiKey minted = key.withSecret(new ApiKey.SecretInfo(secret.lastFour(), now));
    writer.updateKey(minted);
    writer.addSecret(key.id(), peppers.current().digest(secret), now);
    return new Minted(minted, secret);
  }
}
