package dev.kasava.keys.http;

/** A certificate or its key cannot be used; the message says which, why, and what to do. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TlsException(String message) {
    super(message);
  }
}
