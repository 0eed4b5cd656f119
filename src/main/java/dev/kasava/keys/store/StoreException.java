package dev.kasava.keys.store;

/** The store could not do its work: its disk, its file or its lock is at fault, not the caller. */
public final class StoreException extends RuntimeException {
  /**
   * @param message a sentence that an operator can act on
   */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
