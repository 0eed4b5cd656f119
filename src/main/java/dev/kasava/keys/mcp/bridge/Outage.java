package dev.kasava.keys.mcp.bridge;

/** Why the server cannot be used now; its message says so, and what the person has to do. */
final class Outage extends Exception {
  private final boolean isPassing;

  Outage(String message) {
    this(message, false);
  }

  private Outage(String message, boolean isPassing) {
    super(message);
    this.isPassing = isPassing;
  }

  /** One that is over as soon as the server is there again. */
  static Outage ofConnection(String message) {
    return new Outage(message, true);
  }

  boolean isPassing() {
    return isPassing;
  }
}
