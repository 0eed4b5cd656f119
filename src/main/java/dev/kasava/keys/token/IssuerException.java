package dev.kasava.keys.token;

/** What an issuer publishes cannot be had, or is not what it should be. */
public final class IssuerException extends RuntimeException {
  /**
   * @param message a sentence that an operator can act on
   */
  IssuerException(String message) {
    super(message);
  }
}
