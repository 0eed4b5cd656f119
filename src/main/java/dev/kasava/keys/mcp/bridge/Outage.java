package dev.kasava.keys.mcp.bridge;

/** Why the server cannot be used now; its message says so, and what the person has to do. */
final class Outage extends Exception {
  Outage(String message) {
    super(message);
  }
}
