package dev.kasava.keys.access;

/** The pepper is missing, unreadable or not the one that the store was written with. */
public final class PepperException extends RuntimeException {
  /**
   * @param message a sentence that an operator can act on
   */
  public PepperException(String message) {
    super(message);
  }
}
