package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Overlap;
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

  /** What secrets look like that are made here. */
  KeyFormat format() {
    return format;
  }

  /** What their digests are made with. */
  Peppers peppers() {
    return peppers;
  }

  KeyId newKeyId() {
    return KeyId.random(random);
  }

  OwnerId newOwnerId() {
    return OwnerId.random(random);
  }

  MemberId newMemberId() {
    return MemberId.random(random);
  }

  /** A key with a new secret, and that secret. */
  record Minted(ApiKey key, Secret secret) {}

  /** Gives a stored key its first secret. */
  Minted mint(KeyWriter writer, ApiKey key, Instant now) {
    return mint(writer, key, now, false);
  }

  /**
   * Gives a stored key a new secret in place of those that it has.
   *
   * @param overlap how long the old one lives on
   */
  Minted replace(KeyWriter writer, ApiKey before, ApiKey after, Overlap overlap, Instant now) {
    boolean isSuccessor = ElderSecrets.end(writer, before, after, overlap, now);
    return mint(writer, after, now, isSuccessor);
  }

  private Minted mint(KeyWriter writer, ApiKey key, Instant now, boolean isSuccessor) {
    Secret secret = format.generate(random);
    KeyDigest digest = peppers.current().digest(secret);
    ApiKey minted = key.withSecret(new ApiKey.SecretInfo(secret.lastFour(), now));
    writer.updateKey(minted);
    if (isSuccessor) {
      writer.addSuccessor(key.id(), digest, now);
    } else {
      writer.addSecret(key.id(), digest, now);
    }
    return new Minted(minted, secret);
  }
}
