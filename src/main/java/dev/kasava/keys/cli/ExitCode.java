package dev.kasava.keys.cli;

/** What a command's exit code says. */
public final class ExitCode {
  public static final int OK = 0;

  /**
   * Refused: the input, the key's state, or something that {@code doctor} or {@code scan} found.
   */
  public static final int REFUSED = 1;

  /** The command line itself is wrong. */
  public static final int USAGE = 2;

  /** No key, a key that is not good, or one that lacks a scope. */
  public static final int NOT_ALLOWED = 3;

  /** The server, the data folder or a file cannot be reached or used. */
  public static final int UNREACHABLE = 4;

  /** A fault of this program. */
  public static final int INTERNAL = 70;

  /** Ended by a signal. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
