package dev.kasava.keys.key;

/** Where a key is in its life. A deleted key has no status: it is in no list. */
public enum KeyStatus {
  /** No secret has been claimed yet, or none is left. */
  PENDING("pending"),
  ACTIVE("active"),
  /** Expires within {@link ApiKey#EXPIRING_SOON}. */
  EXPIRING_SOON("expiring_soon"),
  EXPIRED("expired");

  private final String code;

  KeyStatus(String code) {
    this.code = code;
  }

  /** The name that programs see. */
  public String code() {
    return code;
  }
}
