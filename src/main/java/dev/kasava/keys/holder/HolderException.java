package dev.kasava.keys.holder;

/**
 * Why a file on the holder's side cannot be used; its message is a sentence that says what to do.
 */
public final class HolderException extends RuntimeException {
  public HolderException(String message) {
    super(message);
  }
}
