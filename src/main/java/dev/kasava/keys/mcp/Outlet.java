package dev.kasava.keys.mcp;

import org.jspecify.annotations.Nullable;

/**
 * Where messages to a client go. Thread-safe; nothing here waits for the client, and what comes
 * after the answer is dropped.
 */
public interface Outlet {
  /**
   * Sends what is not the answer that the client waits for.
   *
   * @param message serializes to a JSON-RPC message
   */
  void send(Object message);

  /**
   * Sends the answer.
   *
   * @param result serializes to a JSON object
   */
  void answer(Object id, Object result);

  /** Sends the answer that there is none. */
  void refuse(@Nullable Object id, RpcError error);

  /** No more will come, whether it was answered or not. */
  void close();

  /** Told, where more will come for long, how many characters of the request are still held. */
  default void keep(long characters) {}
}
