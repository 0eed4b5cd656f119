package dev.kasava.keys.store;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Owners, keys and digests for the contract tests. */
public final class StoreSamples {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

  private static final Random RANDOM = new Random(2026);

  private StoreSamples() {}

  public static Owner owner(String name) {
    return new Owner(OwnerId.random(RANDOM), name, ZoneId.of("Asia/Kathmandu"), NOW);
  }

  /** A pending key. */
  public static ApiKey key(OwnerId owner, String name, Instant createdAt) {
    return new ApiKey(
        KeyId.random(RANDOM),
        owner,
        new KeyName(name),
        Scopes.DEFAULT,
        createdAt,
        null,
        Client.CURL,
        null,
        null,
        null,
        createdAt.plus(ApiKey.CLAIM_WINDOW),
        null,
        null);
  }

  /** A key in which every field has a value. */
  public static ApiKey fullKey(OwnerId owner, String name) {
    return new ApiKey(
        KeyId.random(RANDOM),
        owner,
        new KeyName(name),
        Scopes.of(Scope.KEYS_WRITE, Scope.ALL_PRODUCT, new Scope("billing:read")),
        NOW.minusSeconds(60),
        KeyId.random(RANDOM),
        Client.CLAUDE_CODE,
        new ApiKey.SecretInfo("wXyZ", NOW.minusSeconds(30)),
        NOW.plus(Duration.ofDays(3650)),
        new RateLimit(1_000_000, Duration.ofDays(1)),
        NOW.plusSeconds(7),
        new ApiKey.Replacement(
            new Overlap.For(Duration.ofDays(30)),
            NOW.plusSeconds(99),
            Client.CURSOR,
            NOW,
            NOW.plusSeconds(3600)),
        MemberId.random(RANDOM));
  }

  public static ApiKey claimed(ApiKey key) {
    return key.withSecret(new ApiKey.SecretInfo("abcd", key.createdAt()));
  }

  public static KeyDigest digest() {
    byte[] bytes = new byte[KeyDigest.BYTES];
    synchronized (RANDOM) {
      RANDOM.nextBytes(bytes);
    }
    return KeyDigest.of(1, bytes);
  }

  /** A batch of a journal of its own. */
  static UsageStore.Batch batch(UsageStore.Tally... tallies) {
    return new UsageStore.Batch(UUID.randomUUID().toString(), 1, List.of(tallies));
  }
}
