package dev.kasava.keys.mcp.legacy;

import dev.kasava.keys.mcp.feature.Resources.Watched;
import org.jspecify.annotations.Nullable;

/** Notes what a session has to remember, for the processes that take it up. Thread-safe. */
@FunctionalInterface
public interface Witness {
  /** For sessions that end with the process. */
  Witness NONE = (session, uri, what) -> true;

  /**
   * Notes that a session watches a resource. May block, and may throw a StoreException.
   *
   * @param what null when it no longer does
   * @return false when its owner had too much noted lately, so that it cannot be
   */
  boolean watches(Session session, String uri, @Nullable Watched what);
}
