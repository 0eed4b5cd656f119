package dev.kasava.keys.keychain;

import java.util.Locale;

/** Where a person's secrets are kept. */
public enum Storage {
  KEYCHAIN,
  /** Unencrypted; only ever used by somebody who asked for it by name. */
  FILE;

  /** The name that programs see. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
