package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.keychain.os.OsKeychains;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key is used: what the environment names goes before what is kept. */
final class CredentialsTest {
  private static final URI SERVER = URI.create("https://keys.example");
  private static final Account ACCOUNT = new Account(SERVER, "cursor");

  @TempDir private Path folder;
  private final MemoryKeychain keychain = new MemoryKeychain();
  private Keychain files;
  private Secret kept;
  private Secret named;

  @BeforeEach
  void make() {
    files = OsKeychains.files(folder.resolve("keys"), folder);
    try (TestInstallation installation = TestInstallation.in(folder.resolve("data"))) {
      kept = installation.firstKey().secret();
      named = installation.create("Named", null).secret();
    }
    assertThat(keychain.put(ACCOUNT, kept)).isInstanceOf(Keychain.Change.Done.class);
    assertThat(files.put(ACCOUNT, kept)).isInstanceOf(Keychain.Change.Done.class);
  }

  private Credentials credentials(Map<String, String> environment) {
    return new Credentials(
        environment, (storage, mayPrompt) -> storage == Storage.FILE ? files : keychain);
  }

  private Credential found(Map<String, String> environment) {
    return credentials(environment).find(ACCOUNT, Storage.KEYCHAIN);
  }

  private static void isFound(Credential credential, Secret secret, String source, String place) {
    assertThat(credential)
        .isInstanceOfSatisfying(
            Credential.Found.class,
            found -> {
              assertThat(Credentials.isSame(found.secret(), secret)).isTrue();
              assertThat(found.source().code()).isEqualTo(source);
              assertThat(found.place()).isEqualTo(place);
            });
  }

  private static String advice(Credential credential) {
    return credential instanceof Credential.Failed failed ? failed.advice() : "" + credential;
  }

  @Test
  void whatIsKeptIsUsedWhereNothingIsNamed() {
    isFound(found(Map.of()), kept, "keychain", "the test's memory");
    isFound(found(Map.of("KASAVA_API_KEY", " ")), kept, "keychain", "the test's memory");
    isFound(credentials(Map.of()).find(ACCOUNT, Storage.FILE), kept, "file", files.place());
  }

  @Test
  void theEnvironmentGoesFirst() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), named.reveal() + "\n");
    isFound(
        found(Map.of("KASAVA_API_KEY", " " + named.reveal() + "\n", "KASAVA_API_KEY_FILE", "none")),
        named,
        "environment",
        "KASAVA_API_KEY");
    isFound(found(Map.of("KASAVA_API_KEY_FILE", file.toString())), named, "file", file.toString());
    isFound(
        credentials(Map.of("KASAVA_API_KEY", named.reveal())).kept(ACCOUNT, Storage.KEYCHAIN),
        kept,
        "keychain",
        "the test's memory");
  }

  @Test
  void whatIsNoKeyIsSaidAndNotPassedOver() throws IOException {
    assertThat(advice(found(Map.of("KASAVA_API_KEY", "ksa_half"))))
        .isEqualTo(
            "What KASAVA_API_KEY holds is not a complete API key, or more than one."
                + " Copy the key again.");
    Path file = Files.writeString(folder.resolve("key"), "nothing");
    assertThat(advice(found(Map.of("KASAVA_API_KEY_FILE", file.toString()))))
        .startsWith("What the file " + file + " holds is not a complete API key");
  }

  @Test
  void aFileThatCannotBeReadIsSaid() {
    for (String file : new String[] {folder.resolve("none").toString(), "no\0file"}) {
      assertThat(advice(found(Map.of("KASAVA_API_KEY_FILE", file))))
          .isEqualTo(
              "The key file "
                  + file
                  + ", which KASAVA_API_KEY_FILE names, cannot be read."
                  + " Check its path and mode.");
    }
  }

  @Test
  void whereNothingIsThereItIsMissing() {
    Account other = new Account(SERVER, "codex");
    Credentials none = credentials(Map.of());
    assertThat(none.find(other, Storage.KEYCHAIN)).isEqualTo(new Credential.Missing());
    assertThat(none.find(null, Storage.KEYCHAIN)).isEqualTo(new Credential.Missing());
    assertThat(none.ofEnvironment()).isEmpty();
  }

  @Test
  void aKeychainThatDoesNotAnswerIsSaidWithTheWayAround() {
    keychain.failWith(Trouble.TIMEOUT);
    assertThat(advice(found(Map.of())))
        .startsWith(Trouble.TIMEOUT.sentence())
        .endsWith(" Or " + Credentials.BY_ENVIRONMENT + ".");
  }

  @Test
  void theCommandThatKeepsAKeyNamesTheToolUnlessItIsThePersons() {
    assertThat(Credentials.loginCommand(ACCOUNT))
        .isEqualTo("kasava login --server https://keys.example --integration cursor");
    assertThat(Credentials.loginCommand(new Account(SERVER, Account.CLI)))
        .isEqualTo("kasava login --server https://keys.example");
  }
}
