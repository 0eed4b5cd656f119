package dev.kasava.keys.holder;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.machine.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key to use: {@code KASAVA_API_KEY}, else the file that {@code KASAVA_API_KEY_FILE}
 * names, else what is kept for the account.
 */
public final class Credentials {
  /** Holds a key itself. */
  public static final String KEY = "KASAVA_API_KEY";

  /** Names a file that holds a key. */
  public static final String KEY_FILE = "KASAVA_API_KEY_FILE";

  /** What to do where no keychain has a key, or there is none; part of a sentence. */
  public static final String BY_ENVIRONMENT =
      "put a key into " + KEY + ", or name a file that holds it with " + KEY_FILE;

  private static final int LONGEST_FILE = 4096;

  private final Map<String, String> environment;
  private final Keychains keychains;

  public Credentials(Map<String, String> environment, Keychains keychains) {
    this.environment = environment;
    this.keychains = keychains;
  }

  /**
   * The key to use; may block for as long as the keychain takes.
   *
   * @param account null where nothing is kept: the data folder has no account
   */
  public Credential find(@Nullable Account account, Storage storage) {
    return ofEnvironment()
        .orElseGet(() -> account == null ? new Credential.Missing() : kept(account, storage));
  }

  /** What is kept for the account, whatever the environment names; may block. */
  public Credential kept(Account account, Storage storage) {
    return kept(keychains.open(storage, false), account);
  }

  /** The key that the environment names, whatever is kept; empty when it names none. */
  public Optional<Credential> ofEnvironment() {
    return Environment.value(environment, KEY)
        .map(key -> read(key, Credential.Source.ENVIRONMENT, KEY))
        .or(() -> Environment.value(environment, KEY_FILE).map(Credentials::ofFile));
  }

  private static Credential ofFile(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(LONGEST_FILE);
      return read(new String(bytes, StandardCharsets.UTF_8), Credential.Source.FILE, file);
    } catch (IOException | InvalidPathException e) {
      return new Credential.Failed(
          "The key file " + file + ", which " + KEY_FILE + " names, cannot be read.",
          "Check its path and mode.");
    }
  }

  private static Credential read(String text, Credential.Source source, String place) {
    return KeyFormat.parseAny(text.strip())
        .<Credential>map(secret -> new Credential.Found(secret, source, place))
        .orElseGet(
            () ->
                new Credential.Failed(
                    "What "
                        + (source == Credential.Source.FILE ? "the file " : "")
                        + place
                        + " holds is not a complete API key, or more than one.",
                    "Copy the key again."));
  }

  private static Credential kept(Keychain keychain, Account account) {
    Keychain.Lookup lookup = keychain.get(account);
    // Ahead of the switch, which takes the JVM long to set up (decision 17).
    if (lookup instanceof Keychain.Lookup.Found found) {
      return found(found.secret(), keychain);
    }
    return switch (lookup) {
      case Keychain.Lookup.Found(var secret) -> found(secret, keychain);
      case Keychain.Lookup.Missing() -> new Credential.Missing();
      case Keychain.Lookup.Failed(Trouble trouble) ->
          new Credential.Failed(
              trouble.sentence(), trouble.remedy() + " Or " + BY_ENVIRONMENT + ".");
    };
  }

  private static Credential found(Secret secret, Keychain keychain) {
    return new Credential.Found(secret, sourceOf(keychain), keychain.place());
  }

  /** Whether both are the same text; both are the person's own, so that timing tells nobody. */
  public static boolean isSame(Secret one, Secret other) {
    return one.reveal().equals(other.reveal());
  }

  /** The command that keeps a key for an account. */
  public static String loginCommand(Account account) {
    return "kasava login --server "
        + account.server()
        + (account.holder().equals(Account.CLI) ? "" : " --integration " + account.holder());
  }

  private static Credential.Source sourceOf(Keychain keychain) {
    return switch (keychain.storage()) {
      case KEYCHAIN -> Credential.Source.KEYCHAIN;
      case FILE -> Credential.Source.FILE;
    };
  }
}
