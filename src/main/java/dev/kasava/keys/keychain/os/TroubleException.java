package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Trouble;

/** A trouble on its way out of a {@link Vault}. */
final class TroubleException extends Exception {
  private final Trouble trouble;

  TroubleException(Trouble trouble) {
    super(trouble.sentence());
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }
}
