package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import org.jspecify.annotations.Nullable;

/**
 * Has an authenticator remember keys before they are asked for, some at a time: so a server that
 * was just started looks none up for its first requests, and knows them all when its database goes.
 * For one thread.
 */
public final class Prefetch {
  private static final int AT_A_TIME = 500;

  /** More would be moved, or forgotten, when others come. */
  private static final int MOST = PlainKeys.MOST / 4 * 3;

  /** A key takes about 100 bytes; a quarter of the memory is enough for all. */
  private static final int BYTES_EACH = 400;

  private final KeyView view;
  private final int room = (int) Math.min(MOST, Runtime.getRuntime().maxMemory() / BYTES_EACH);
  private @Nullable KeyDigest last;

  Prefetch(KeyView view) {
    this.view = view;
  }

  /**
   * Remembers the next ones. Blocks, and may throw {@link dev.kasava.keys.store.StoreException}.
   *
   * @return whether there may be more
   */
  public boolean next() {
    last = view.remember(last, AT_A_TIME, room);
    return last != null;
  }
}
