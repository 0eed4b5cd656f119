package dev.kasava.keys.bench;

import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A data folder with many claimed keys of one owner, every other one with an expiry.
 *
 * @param data the data folder
 * @param secrets a file with their secrets, one a line
 * @param ids of the keys, in the order of their secrets
 */
record KeyFolder(Path data, Path secrets, List<KeyId> ids) {
  private static final int BATCH = 2_000;

  /** Makes one below {@code folder}. */
  static KeyFolder make(Path folder, int count) throws IOException {
    Path data = folder.resolve("data");
    List<String> secrets = new ArrayList<>();
    List<KeyId> ids = new ArrayList<>();
    try (TestInstallation installation = TestInstallation.in(data)) {
      OwnerId owner = installation.firstCaller().owner();
      Random random = new Random(2026);
      while (ids.size() < count) {
        add(installation.get(), owner, Math.min(BATCH, count - ids.size()), random, secrets, ids);
      }
    }
    Path file = folder.resolve("secrets.txt");
    Files.write(file, secrets);
    return new KeyFolder(data, file, ids);
  }

  private static void add(
      Installation installation,
      OwnerId owner,
      int count,
      Random random,
      List<String> secrets,
      List<KeyId> ids) {
    Instant now = Instant.now();
    installation
        .keys()
        .write(
            writer -> {
              for (int i = 0; i < count; i++) {
                Secret secret = installation.format().generate(random);
                ApiKey key = key(owner, ids.size(), secret, now, random);
                writer.addKey(key);
                writer.addSecret(key.id(), installation.peppers().current().digest(secret), now);
                secrets.add(secret.reveal());
                ids.add(key.id());
              }
              return count;
            });
  }

  private static ApiKey key(OwnerId owner, int number, Secret secret, Instant now, Random random) {
    return new ApiKey(
        KeyId.random(random),
        owner,
        new KeyName("Service " + number),
        Scopes.DEFAULT,
        now,
        null,
        Client.CURL,
        new ApiKey.SecretInfo(secret.lastFour(), now),
        number % 2 == 0 ? null : now.plus(Duration.ofDays(365)),
        null,
        null,
        null,
        null);
  }
}
