package dev.kasava.keys.keychain;

import dev.kasava.keys.key.Secret;

/**
 * Keeps secrets of the person at this machine, encrypted at rest. No method throws: what can go
 * wrong is a {@link Trouble}. Every method may block, up to the limit it was built with.
 * Thread-safe, and safe beside other processes that use the same accounts.
 */
public interface Keychain {
  /** What became of a look-up. */
  sealed interface Lookup {
    record Found(Secret secret) implements Lookup {}

    record Missing() implements Lookup {}

    record Failed(Trouble trouble) implements Lookup {}
  }

  /** What became of a change. */
  sealed interface Change {
    /** It is as asked: read back, or found gone. */
    record Done() implements Change {}

    /** It is as it was, unless the trouble says otherwise. */
    record Failed(Trouble trouble) implements Change {}
  }

  /** Where it keeps them, for people: "the GNOME keyring", "the macOS Keychain", a file's path. */
  String place();

  /** Whether it is a keychain at all. */
  Storage storage();

  Lookup get(Account account);

  /** Keeps a secret in place of any before it, and reads it back. */
  Change put(Account account, Secret secret);

  /** Removes what is kept; well also when there is nothing. */
  Change remove(Account account);

  /** Whether it could be used now, found out without prompting anybody. */
  Change probe();
}
