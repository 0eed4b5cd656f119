package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javakeyring.PasswordAccessException;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of a vault, whatever it does, and of how macOS and Windows put it. */
final class VaultKeychainTest {
  private static final Account ACCOUNT = new Account(URI.create("http://127.0.0.1:1"), "cli");

  @TempDir private Path folder;
  private final List<String> kept = new ArrayList<>();
  private boolean isStubborn;
  private final CountDownLatch closed = new CountDownLatch(5);

  private final class ListVault implements Vault {
    @Override
    public List<String> read(Account account) {
      return List.copyOf(kept);
    }

    @Override
    public void write(Account account, String text) {
      if (!isStubborn) {
        kept.clear();
        kept.add(text);
      }
    }

    @Override
    public void delete(Account account) {
      if (!isStubborn) {
        kept.clear();
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private Keychain keychain(VaultKeychain.Opening opening) {
    return new VaultKeychain(Storage.KEYCHAIN, "a list", opening, folder, Duration.ofSeconds(30));
  }

  private static Secret secret() {
    return new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());
  }

  private static void assertFails(Keychain keychain, Trouble trouble) {
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(trouble));
    assertThat(keychain.put(ACCOUNT, secret())).isEqualTo(new Keychain.Change.Failed(trouble));
    assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Failed(trouble));
    assertThat(keychain.probe()).isEqualTo(new Keychain.Change.Failed(trouble));
  }

  @Test
  void whatIsPutIsThereAndWhatIsRemovedIsGone() throws Exception {
    Keychain keychain = keychain(ListVault::new);
    assertThat(keychain.place()).isEqualTo("a list");
    assertThat(keychain.storage()).isEqualTo(Storage.KEYCHAIN);
    assertThat(keychain.probe()).isEqualTo(new Keychain.Change.Done());
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Missing());
    Secret secret = secret();
    assertThat(keychain.put(ACCOUNT, secret)).isEqualTo(new Keychain.Change.Done());
    assertThat(keychain.get(ACCOUNT))
        .isInstanceOfSatisfying(
            Keychain.Lookup.Found.class,
            found -> assertThat(found.secret().fingerprint()).isEqualTo(secret.fingerprint()));
    assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Done());
    assertThat(kept).isEmpty();
    closed.await();
  }

  /** Some say that all is well, and keep what they had. */
  @Test
  void whatDoesNotTakeItIsNotBelieved() {
    Keychain keychain = keychain(ListVault::new);
    keychain.put(ACCOUNT, secret());
    isStubborn = true;
    assertThat(keychain.put(ACCOUNT, secret()))
        .isEqualTo(new Keychain.Change.Failed(Trouble.DENIED));
    assertThat(keychain.remove(ACCOUNT)).isEqualTo(new Keychain.Change.Failed(Trouble.DENIED));
  }

  @Test
  void whatIsThereTwiceOrIsNoKeyIsNamed() {
    Keychain keychain = keychain(ListVault::new);
    String one = secret().reveal();
    kept.addAll(List.of(one, one));
    assertThat(keychain.get(ACCOUNT)).isInstanceOf(Keychain.Lookup.Found.class);
    kept.add(secret().reveal());
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(Trouble.DUPLICATE));
    kept.clear();
    kept.add("a shopping list");
    assertThat(keychain.get(ACCOUNT)).isEqualTo(new Keychain.Lookup.Failed(Trouble.NO_KEY));
  }

  @Test
  void whateverAVaultThrowsIsNamed() {
    assertFails(
        keychain(
            () -> {
              throw new TroubleException(Trouble.LOCKED);
            }),
        Trouble.LOCKED);
    assertFails(
        keychain(
            () -> {
              throw new IOException("as if");
            }),
        Trouble.DENIED);
    assertFails(
        keychain(
            () -> {
              throw new LinkageError("as if");
            }),
        Trouble.FAILED);
  }

  @Test
  void whatDoesNotAnswerHoldsNobodyUp() {
    CountDownLatch never = new CountDownLatch(1);
    Keychain keychain =
        new VaultKeychain(
            Storage.KEYCHAIN,
            "a deaf one",
            () -> {
              never.await();
              throw new IOException("too late");
            },
            folder,
            Duration.ofMillis(20));
    assertFails(keychain, Trouble.TIMEOUT);
    never.countDown();
  }

  @Test
  void whoeverIsInterruptedIsToldAndStaysSo() {
    CountDownLatch never = new CountDownLatch(1);
    Keychain keychain =
        keychain(
            () -> {
              never.await();
              throw new IOException("too late");
            });
    Thread.currentThread().interrupt();
    assertThat(keychain.probe()).isEqualTo(new Keychain.Change.Failed(Trouble.TIMEOUT));
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void everyTroubleIsToldWithItsRemedy(Trouble trouble) {
    assertThat(trouble.sentence()).endsWith(".");
    assertThat(trouble.remedy()).endsWith(".");
    assertThat(trouble.advice()).isEqualTo(trouble.sentence() + " " + trouble.remedy());
  }

  @ParameterizedTest
  @CsvSource({
    "The specified item could not be found in the keychain., true",
    "Element not found., true",
    "errSecItemNotFound (-25300), true",
    "error 1168, true",
    "error 5, false",
    "User interaction is not allowed. (-25308), false",
  })
  void whatIsMissingIsToldByItsText(String text, boolean isMissing) {
    assertThat(KeyringVault.isMissing(new PasswordAccessException(text))).isEqualTo(isMissing);
  }

  @ParameterizedTest
  @CsvSource({
    "status -25308, LOCKED",
    "User interaction is not allowed., LOCKED",
    "status -25293, DENIED",
    "status -128, DENIED",
    "Access is Denied., DENIED",
    "something else, FAILED",
  })
  void whatIsTheMatterIsToldByItsText(String text, Trouble trouble) {
    assertThat(KeyringVault.troubleOf(new PasswordAccessException(text))).isEqualTo(trouble);
  }

  /** Nothing of it is touched before it is used. */
  @Test
  void everySystemHasItsOwn() {
    assertThat(system("Mac OS X").place()).isEqualTo("the macOS Keychain");
    assertThat(system("Windows 11").place()).isEqualTo("the Windows Credential Manager");
    assertThat(system("Linux").place()).contains("Secret Service");
    assertFails(system("Plan 9"), Trouble.UNSUPPORTED);
  }

  private Keychain system(String os) {
    return OsKeychains.system(Map.of(), os, folder, true);
  }

  @Test
  void aKeyForProgramsHasAnAccountOfItsOwn() {
    URI server = URI.create("https://keys.example.com");
    assertThat(Account.ofKey(server, "Wörker 1").name())
        .isEqualTo("key/W%C3%B6rker+1@https://keys.example.com");
    assertThat(ACCOUNT.name()).isEqualTo("cli@http://127.0.0.1:1");
  }

  @Test
  void aStorageHasACode() {
    assertThat(Storage.KEYCHAIN.code()).isEqualTo("keychain");
    assertThat(Storage.FILE.code()).isEqualTo("file");
  }
}
