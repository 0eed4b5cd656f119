package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.net.URI;

/** The keychain, under the key's name, from where {@code kasava exec} takes it. */
public final class KeychainDestination implements Destination {
  private final Keychain keychain;
  private final URI server;

  /**
   * @param server whose key it is
   */
  public KeychainDestination(Keychain keychain, URI server) {
    this.keychain = keychain;
    this.server = server;
  }

  @Override
  public void prepare() {
    done(keychain.probe());
  }

  @Override
  public void deliver(Secret secret, String name) {
    done(keychain.put(Account.ofKey(server, name), secret));
  }

  private static void done(Keychain.Change change) {
    if (change instanceof Keychain.Change.Failed(Trouble trouble)) {
      throw new HolderException(trouble.advice());
    }
  }

  @Override
  public String place() {
    return keychain.place() + "; \"kasava exec --key NAME --var NAME -- COMMAND\" uses it there";
  }
}
