package dev.kasava.keys.keychain.os;

import com.github.javakeyring.KeyringStorageType;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The keychains that a machine has. */
public final class OsKeychains {
  private static final Duration ALONE = Duration.ofSeconds(5);
  private static final Duration WITH_A_PERSON = Duration.ofSeconds(60);

  private OsKeychains() {}

  /**
   * The keychain of this operating system; nothing of it is touched before it is used.
   *
   * @param os as Java names it
   * @param lockFolder where processes keep out of each other's way
   * @param mayPrompt whether a person is there whom it may ask to unlock it
   */
  public static Keychain system(
      Map<String, String> environment, String os, Path lockFolder, boolean mayPrompt) {
    Duration limit = mayPrompt ? WITH_A_PERSON : ALONE;
    if (os.startsWith("Mac")) {
      return keychain(
          "the macOS Keychain",
          () -> KeyringVault.open(KeyringStorageType.OSX_KEYCHAIN),
          lockFolder,
          limit);
    }
    if (os.startsWith("Windows")) {
      return keychain(
          "the Windows Credential Manager",
          () -> KeyringVault.open(KeyringStorageType.WINDOWS_CREDENTIAL_STORE),
          lockFolder,
          limit);
    }
    if (os.startsWith("Linux")) {
      return keychain(
          "the desktop's keyring (Secret Service)",
          new SecretServiceOpening(environment, mayPrompt),
          lockFolder,
          limit);
    }
    return keychain(
        "no keychain",
        () -> {
          throw new TroubleException(Trouble.UNSUPPORTED);
        },
        lockFolder,
        limit);
  }

  private static Keychain keychain(
      String place, VaultKeychain.Opening opening, Path lockFolder, Duration limit) {
    return new VaultKeychain(Storage.KEYCHAIN, place, opening, lockFolder, limit);
  }

  /**
   * Files that only their user can read, unencrypted: for whoever asked for that by name.
   *
   * @param folder of its own; made when missing
   */
  public static Keychain files(Path folder, Path lockFolder) {
    return new VaultKeychain(
        Storage.FILE, folder.toString(), () -> new FileVault(folder), lockFolder, ALONE);
  }
}
