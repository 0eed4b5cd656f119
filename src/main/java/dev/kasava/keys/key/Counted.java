package dev.kasava.keys.key;

/** Under which outcome a request is counted. */
public enum Counted {
  ACCEPTED("accepted"),
  EXPIRED("expired"),
  MISSING_SCOPE("missing_scope"),
  RATE_LIMITED("rate_limited");

  private final String code;

  Counted(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static Counted ofCode(String code) {
    for (Counted counted : values()) {
      if (counted.code.equals(code)) {
        return counted;
      }
    }
    throw new IllegalArgumentException("no such outcome: " + code);
  }
}
