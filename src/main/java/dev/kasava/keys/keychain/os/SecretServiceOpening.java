package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Secret Service of a Linux desktop, for a look without all that a change needs. */
final class SecretServiceOpening implements VaultKeychain.Opening {
  /** Leaves the library enough of a keychain's time. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final boolean mayPrompt;

  /**
   * @param mayPrompt whether a person is there who could unlock it
   */
  SecretServiceOpening(Map<String, String> environment, boolean mayPrompt) {
    this.environment = environment;
    this.mayPrompt = mayPrompt;
  }

  @Override
  public Vault open() throws Exception {
    return SecretServiceVault.open(environment, mayPrompt);
  }

  @Override
  public @Nullable List<String> glance(Account account) {
    String address = BusAddress.find(environment);
    String text = address == null ? null : ItemReader.read(address, account, PATIENCE);
    return text == null ? null : List.of(text);
  }
}
