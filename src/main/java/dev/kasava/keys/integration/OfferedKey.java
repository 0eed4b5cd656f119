package dev.kasava.keys.integration;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.remote.RemoteKeys;
import java.util.Map;
import java.util.Optional;

/**
 * A key that a person gave to a client's own settings, as those ask for one. Some clients keep it
 * there in the clear, so it moves to the keychain when it is first seen, and what the client has is
 * cleared where that can be done. Blocks.
 */
public final class OfferedKey {
  /** What became of it. */
  public sealed interface Result {
    /** None was offered, or what was moved before is what is kept. */
    record Nothing() implements Result {}

    /**
     * It is kept now.
     *
     * @param place where, for people
     * @param isCleared whether the client's own copy is gone
     */
    record Moved(String place, boolean isCleared) implements Result {}

    /**
     * It is good but could not be kept, so it stays where it is.
     *
     * @param advice why, and what to do
     */
    record Unkept(Secret secret, String advice) implements Result {}

    /** It is not good, or the server could not be asked: what is kept goes before it. */
    record Unproved(Secret secret) implements Result {}
  }

  private final Map<String, String> environment;
  private final Account account;
  private final ClientCopy copy;

  /**
   * @param account of the client, on the server that it is set to
   */
  public OfferedKey(Map<String, String> environment, Account account) {
    this(environment, account, ClientCopy.of(account, environment));
  }

  OfferedKey(Map<String, String> environment, Account account, ClientCopy copy) {
    this.environment = environment;
    this.account = account;
    this.copy = copy;
  }

  /** Moves it, if there is one. */
  public Result move(Keychain keychain) {
    Optional<Secret> offered =
        Environment.value(environment, Product.OFFERED_KEY_VARIABLE)
            .flatMap(text -> KeyFormat.parseAny(text.strip()));
    if (offered.isEmpty()) {
      return new Result.Nothing();
    }
    Secret secret = offered.get();
    if (keychain.get(account) instanceof Keychain.Lookup.Found(Secret kept)
        && kept.reveal().equals(secret.reveal())) {
      return copy.clear() ? new Result.Moved(keychain.place(), true) : new Result.Nothing();
    }
    if (!isGood(secret)) {
      return new Result.Unproved(secret);
    }
    return switch (keychain.put(account, secret)) {
      case Keychain.Change.Done done -> new Result.Moved(keychain.place(), copy.clear());
      case Keychain.Change.Failed(Trouble trouble) -> new Result.Unkept(secret, trouble.advice());
    };
  }

  private boolean isGood(Secret secret) {
    try (Keys keys = new RemoteKeys(account.server(), secret)) {
      keys.whoAmI();
      return true;
    } catch (KeysFailure e) {
      return false;
    }
  }
}
