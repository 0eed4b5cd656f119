package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The keychain of whichever system this runs on: its own on macOS and Windows, one in a session of
 * its own on Linux.
 */
final class ThisMachinesKeychainTest {
  private static final String OS = System.getProperty("os.name", "");

  private final Account account =
      new Account(URI.create("https://keys.example.com"), "test-" + System.nanoTime());

  @TempDir Path folder;

  private static Secret secret() {
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  }

  @Test
  void whatOneKeepsAnotherReadsReplacesAndRemoves() throws IOException {
    if (!OS.startsWith("Linux")) {
      keepsReadsReplacesAndRemoves(System.getenv());
      return;
    }
    try (KeyringSession session = KeyringSession.unlocked(folder)) {
      keepsReadsReplacesAndRemoves(session.environment());
    }
  }

  private Keychain keychain(Map<String, String> environment) {
    return OsKeychains.system(environment, OS, folder.resolve("locks"), false);
  }

  private void keepsReadsReplacesAndRemoves(Map<String, String> environment) {
    Keychain one = keychain(environment);
    Keychain other = keychain(environment);
    try {
      assertThat(one.probe()).isEqualTo(new Keychain.Change.Done());
      assertThat(one.get(account)).isEqualTo(new Keychain.Lookup.Missing());
      for (Secret secret : new Secret[] {secret(), secret()}) {
        assertThat(one.put(account, secret)).isEqualTo(new Keychain.Change.Done());
        assertThat(other.get(account))
            .isInstanceOfSatisfying(
                Keychain.Lookup.Found.class,
                found -> assertThat(found.secret().reveal().equals(secret.reveal())).isTrue());
      }
    } finally {
      assertThat(other.remove(account)).isEqualTo(new Keychain.Change.Done());
    }
    assertThat(one.get(account)).isEqualTo(new Keychain.Lookup.Missing());
    assertThat(one.remove(account)).isEqualTo(new Keychain.Change.Done());
  }
}
