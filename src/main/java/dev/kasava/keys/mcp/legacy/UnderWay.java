package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.mcp.Cancellation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The requests of a session that this process is answering, by their ids. Thread-safe. */
final class UnderWay {
  private final Map<Object, Cancellation> requests = new ConcurrentHashMap<>();

  void add(Object id, Cancellation cancellation) {
    requests.put(id, cancellation);
  }

  void remove(Object id, Cancellation cancellation) {
    requests.remove(id, cancellation);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Cancels a request; false when there is none of this id. */
  boolean cancel(Object id) {
    Cancellation cancellation = requests.get(id);
    if (cancellation != null) {
      cancellation.cancel();
    }
    return cancellation != null;
  }

  /** Cancels the request of this {@link RequestMark}, if there is one. */
  void cancelMarked(String mark) {
    requests.forEach(
        (id, cancellation) -> {
          if (RequestMark.of(id).equals(mark)) {
            cancellation.cancel();
          }
        });
  }

  void cancelAll() {
    requests.values().forEach(Cancellation::cancel);
  }
}
