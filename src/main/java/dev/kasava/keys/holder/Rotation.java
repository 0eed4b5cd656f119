package dev.kasava.keys.holder;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.machine.OneAtATime;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new secret in the place of the one that is kept for an account. It can be ended at any
 * moment, and what is kept works: the server lets the old secret live until the new one was used,
 * and a new one that never was is what the next try ends. So each try begins with a use of the kept
 * one, and ends with a use of the new one.
 */
public final class Rotation {
  private static final String OLD_STAYS = "The old secret stays in use, and nothing is lost.";

  /** What came of it, the new secret being kept. */
  public sealed interface Result {
    KeyShape key();

    Secret secret();

    /** The new secret works, and the old one no longer does. */
    record Done(KeyShape key, Secret secret) implements Result {}

    /**
     * The server could not be asked whether it works. Both do until the new one is used.
     *
     * @param why a sentence
     */
    record Unproven(KeyShape key, Secret secret, String why) implements Result {}
  }

  /** Has a new secret made beside the old one, which lives until the new one is used. */
  @FunctionalInterface
  public interface Minting {
    /**
     * @param keys the server, asked with the kept secret, or by whoever may where that may not
     */
    IssueShape mint(Keys keys, KeyShape own);
  }

  private final Keychain keychain;
  private final Account account;
  private final Function<Secret, Keys> server;
  private final Path lockFolder;

  /**
   * @param server the account's server, asked with a secret
   * @param lockFolder in which those who rotate keep out of each other's way
   */
  public Rotation(
      Keychain keychain, Account account, Function<Secret, Keys> server, Path lockFolder) {
    this.keychain = keychain;
    this.account = account;
    this.server = server;
    this.lockFolder = lockFolder;
  }

  /**
   * Rotates the key that is kept.
   *
   * @param id the key that it has to be; null for whichever it is
   * @throws HolderException when nothing was changed here, with what to do
   * @throws KeysFailure likewise
   */
  public Result rotate(@Nullable String id, Minting minting) {
    return rotate(id, Optional::empty, minting);
  }

  /**
   * Likewise, also where the key that is kept may not change keys.
   *
   * @param managing the verbs of whoever may, asked for only then; empty where there is nobody
   */
  public Result rotate(@Nullable String id, Supplier<Optional<Keys>> managing, Minting minting) {
    try {
      return OneAtATime.run(lockFolder, "rotation.lock", () -> rotateAlone(id, managing, minting));
    } catch (IOException e) {
      throw new HolderException(
          "The folder " + lockFolder + " cannot be written. Check its owner and mode.");
    }
  }

  private Result rotateAlone(
      @Nullable String id, Supplier<Optional<Keys>> managing, Minting minting) {
    Secret old = kept();
    IssueShape issue;
    try (Keys keys = server.apply(old)) {
      IdentityShape identity = keys.whoAmI();
      KeyShape own = own(identity, id);
      issue =
          identity.scopes().contains(Scope.KEYS_WRITE.name())
              ? mint(keys, own, minting)
              : mint(managing, own, minting);
    }
    Secret fresh = Delivery.secretOf(issue);
    keep(fresh, old);
    return prove(issue.key(), fresh, old);
  }

  private Secret kept() {
    return switch (keychain.get(account)) {
      case Keychain.Lookup.Found(Secret secret) -> secret;
      case Keychain.Lookup.Missing missing ->
          throw new HolderException(
              "No key is kept here that could be rotated. Run: "
                  + Credentials.loginCommand(account));
      case Keychain.Lookup.Failed(Trouble trouble) -> throw new HolderException(trouble.advice());
    };
  }

  private static KeyShape own(IdentityShape identity, @Nullable String id) {
    KeyShape key = identity.key();
    if (key == null || (id != null && !id.equals(key.id()))) {
      throw new HolderException(
          "Another key is kept here by now, so nothing was changed. Look which, and try again.");
    }
    return key;
  }

  private IssueShape mint(Supplier<Optional<Keys>> managing, KeyShape own, Minting minting) {
    try (Keys keys = managing.get().orElseThrow(this::mayNot)) {
      return mint(keys, own, minting);
    }
  }

  private KeysFailure mayNot() {
    return new KeysFailure(
        KeysFailure.Kind.NOT_ALLOWED,
        "The key that is kept here lacks the scope keys:write, so it cannot rotate itself."
            + " Log in with a key of your own that has it, or add --local as the operator of the"
            + " data folder. Or regenerate it on the page Settings -> API Keys, and keep the new"
            + " secret with: "
            + Credentials.loginCommand(account));
  }

  private static IssueShape mint(Keys keys, KeyShape own, Minting minting) {
    try {
      return minting.mint(keys, own);
    } catch (KeysFailure e) {
      throw new KeysFailure(e.kind(), e.getMessage() + " " + OLD_STAYS);
    }
  }

  private void keep(Secret fresh, Secret old) {
    if (keychain.put(account, fresh) instanceof Keychain.Change.Failed(Trouble trouble)) {
      // A keychain that took too long may have done it all the same.
      switch (keychain.get(account)) {
        case Keychain.Lookup.Found(Secret secret) when Credentials.isSame(secret, fresh) -> {
          return;
        }
        case Keychain.Lookup.Found(Secret secret) when Credentials.isSame(secret, old) -> {}
        default -> putBack(old);
      }
      throw new HolderException(
          "The new secret could not be kept. " + trouble.advice() + " " + OLD_STAYS);
    }
  }

  private Result prove(KeyShape key, Secret fresh, Secret old) {
    try (Keys keys = server.apply(fresh)) {
      KeyShape now = keys.whoAmI().key();
      return new Result.Done(now == null ? key : now, fresh);
    } catch (KeysFailure e) {
      if (e.kind() == KeysFailure.Kind.KEY_NOT_GOOD) {
        throw putBack(old, e);
      }
      return new Result.Unproven(key, fresh, String.valueOf(e.getMessage()));
    }
  }

  /** Somebody changed the key at the same moment, which ended the secret just made. */
  private HolderException putBack(Secret old, KeysFailure refusal) {
    putBack(old);
    return new HolderException(
        "The server refuses the new secret already, so the old one was put back. It says: "
            + refusal.getMessage()
            + " If the old one does not work either, run: "
            + Credentials.loginCommand(account));
  }

  private void putBack(Secret old) {
    if (keychain.put(account, old) instanceof Keychain.Change.Failed(Trouble trouble)) {
      throw new HolderException(
          "Neither the new secret nor the old one could be kept. "
              + trouble.advice()
              + " Then regenerate the key on the page, and run: "
              + Credentials.loginCommand(account));
    }
  }
}
