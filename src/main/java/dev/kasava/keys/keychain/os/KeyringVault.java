package dev.kasava.keys.keychain.os;

import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.KeyringStorageType;
import com.github.javakeyring.PasswordAccessException;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import java.util.List;
import java.util.Locale;

/** The keychains of macOS and Windows, by java-keyring. */
final class KeyringVault implements Vault {
  /** Windows keeps at most 2,560 bytes of UTF-16. */
  private static final int LONGEST = 1_280;

  private final Keyring keyring;

  private KeyringVault(Keyring keyring) {
    this.keyring = keyring;
  }

  static Vault open(KeyringStorageType type) throws TroubleException {
    try {
      return new KeyringVault(Keyring.create(type));
    } catch (BackendNotSupportedException e) {
      throw new TroubleException(Trouble.NO_SERVICE);
    }
  }

  @Override
  public List<String> read(Account account) throws TroubleException {
    try {
      String text = keyring.getPassword(Account.SERVICE, account.name());
      return text == null || text.isEmpty() ? List.of() : List.of(text);
    } catch (PasswordAccessException e) {
      if (isMissing(e)) {
        return List.of();
      }
      throw new TroubleException(troubleOf(e));
    }
  }

  @Override
  public void write(Account account, String text) throws TroubleException {
    if (text.length() > LONGEST) {
      throw new TroubleException(Trouble.TOO_LARGE);
    }
    try {
      keyring.setPassword(Account.SERVICE, account.name(), text);
    } catch (PasswordAccessException e) {
      throw new TroubleException(troubleOf(e));
    }
  }

  @Override
  public void delete(Account account) throws TroubleException {
    try {
      keyring.deletePassword(Account.SERVICE, account.name());
    } catch (PasswordAccessException e) {
      if (!isMissing(e)) {
        throw new TroubleException(troubleOf(e));
      }
    }
  }

  /** Told apart by the text alone: errSecItemNotFound, ERROR_NOT_FOUND. */
  static boolean isMissing(PasswordAccessException failure) {
    String text = textOf(failure);
    return text.contains("not found")
        || text.contains("could not be found")
        || text.contains("-25300")
        || text.contains("1168");
  }

  /** errSecInteractionNotAllowed, errSecAuthFailed, errSecUserCanceled. */
  static Trouble troubleOf(PasswordAccessException failure) {
    String text = textOf(failure);
    if (text.contains("-25308") || text.contains("interaction is not allowed")) {
      return Trouble.LOCKED;
    }
    return text.contains("-25293") || text.contains("-128") || text.contains("denied")
        ? Trouble.DENIED
        : Trouble.FAILED;
  }

  private static String textOf(PasswordAccessException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws Exception {
    keyring.close();
  }
}
