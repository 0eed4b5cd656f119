package dev.kasava.keys.app;

/** The data folder cannot be used. */
public final class DataFolderException extends RuntimeException {
  /**
   * @param message a sentence that an operator can act on
   */
  public DataFolderException(String message) {
    super(message);
  }
}
