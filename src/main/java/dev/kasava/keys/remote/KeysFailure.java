package dev.kasava.keys.remote;

/** Why a verb was not done; its message is a sentence that says what to do. */
public final class KeysFailure extends RuntimeException {
  /** What kind of thing is in the way. */
  public enum Kind {
    /** The input, or the state of the key. */
    REFUSED,
    /** Another key has that name. */
    NAME_TAKEN,
    /** The key in use is not good. */
    KEY_NOT_GOOD,
    /** The key in use may not do this. */
    NOT_ALLOWED,
    /** The server cannot be reached, or is not well. */
    UNREACHABLE
  }

  private final Kind kind;

  public KeysFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
