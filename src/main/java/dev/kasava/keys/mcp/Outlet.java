package dev.kasava.keys.mcp;

/** Where messages to a client go. Thread-safe. */
public interface Outlet {
  /**
   * @param message serializes to a JSON-RPC message
   * @param isLast whether it is the answer that the client waits for
   */
  void send(Object message, boolean isLast);

  /** No more will come. */
  void close();
}
