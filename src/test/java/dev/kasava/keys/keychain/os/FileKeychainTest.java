package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files, for whoever asked for that. */
final class FileKeychainTest {
  private static final Account ACCOUNT =
      new Account(URI.create("https://keys.example.com"), "cursor");

  @TempDir Path folder;

  private Keychain keychain() {
    return OsKeychains.files(folder.resolve("keys"), folder.resolve("locks"));
  }

  private static Secret secret() {
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void keepsReplacesAndRemovesForItsUserAlone() throws IOException {
    Keychain keychain = keychain();
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Missing());
    assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
    Secret second = secret();
    assertThat(keychain.put(ACCOUNT, second)).isEqualTo(new Keychain.Change.Done());
    assertThat(keychain.get(ACCOUNT))
        .isInstanceOfSatisfying(
            Keychain.Lookup.Found.class,
            found -> assertThat(found.secret().reveal().equals(second.reveal())).isTrue());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
        .isEqualTo("rwx------");
    assertThat(keychain.get(new Account(ACCOUNT.server(), "cli")))
        .isEqualTo(new Keychain.Lookup.Missing());
    assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Done());
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Missing());
  }

  @Test
  void aLinkInItsPlaceIsRefused() throws IOException {
    Keychain keychain = keychain();
    assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Done());
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(onlyFile(), elsewhere);
    Path link = folder.resolve("keys").resolve("cursor%40https%3A%2F%2Fkeys.example.com");
    Files.createSymbolicLink(link, elsewhere);
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(Trouble.UNSAFE));
    String before = Files.readString(elsewhere);
    assertThat(keychain.put(ACCOUNT, secret()))
        .isEqualTo(new Keychain.Change.Failed(Trouble.UNSAFE));
    assertThat(Files.readString(elsewhere).equals(before)).isTrue();
  }

  @Test
  void aFolderThatOthersReadIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("keys"));
    Files.setPosixFilePermissions(
        folder.resolve("keys"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(keychain().put(ACCOUNT, secret()))
        .isEqualTo(new Keychain.Change.Failed(Trouble.UNSAFE));
  }
}
