package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The resources that a client wants to hear of, by their addresses. Thread-safe. */
final class Watching {
  private static final int MOST = 1_000;

  private final Map<String, Watched> resources = new ConcurrentHashMap<>();

  boolean hasRoomFor(String uri) {
    return resources.size() < MOST || resources.containsKey(uri);
  }

  boolean has(String uri, Watched what) {
    return what.equals(resources.get(uri));
  }

  /**
   * @param what null when it is watched no longer
   */
  void set(String uri, @Nullable Watched what) {
    if (what == null) {
      resources.remove(uri);
    } else {
      resources.put(uri, what);
    }
  }

  /** Names the addresses of what is affected by a change of these keys. */
  void affected(Predicate<KeyId> isChanged, Consumer<String> uris) {
    resources.forEach(
        (uri, what) -> {
          if (what.isAffected(isChanged)) {
            uris.accept(uri);
          }
        });
  }
}
