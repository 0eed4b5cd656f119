package dev.kasava.keys.key;

import java.time.Instant;
import java.util.Random;

/** Keys for the tests of this package. */
final class KeySamples {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private KeySamples() {}

  static ApiKey pending() {
    return new ApiKey(
        KeyId.random(new Random(1)),
        OwnerId.random(new Random(2)),
        new KeyName("CI"),
        Scopes.DEFAULT,
        NOW,
        null,
        Client.CURL,
        null,
        null,
        null,
        NOW.plus(ApiKey.CLAIM_WINDOW),
        null,
        null);
  }

  static ApiKey claimed() {
    return pending().withSecret(new ApiKey.SecretInfo("4SOU", NOW));
  }

  static KeySummary summary() {
    return new KeySummary(claimed(), null, null);
  }
}
