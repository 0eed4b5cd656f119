package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.remote.Keys;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a tool's bridge puts secrets: its own into the tool's account, others under their names.
 *
 * @param account the tool's own
 * @param keychain opens it; throws {@link HolderException} where the settings cannot be read
 * @param named the key that the environment names in place of the one that is kept
 * @param lockFolder in which those who rotate keep out of each other's way
 */
public record Keeping(
    Account account,
    Supplier<Keychain> keychain,
    Supplier<Optional<Credential>> named,
    Path lockFolder) {

  public KeychainDestination destination() {
    return new KeychainDestination(keychain.get(), account.server());
  }

  /**
   * @param server asked with a secret
   */
  public Rotation rotation(Function<Secret, Keys> server) {
    return new Rotation(keychain.get(), account, server, lockFolder);
  }
}
