package dev.kasava.keys.app;

import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoreState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a database server went back in time: what ended after it was dumped lives again when
 * the dump is put back, and nothing in it tells. The data folder of each node remembers how far it
 * was. Thread-safe.
 */
final class SeenChanges {
  private static final Logger log = LoggerFactory.getLogger(SeenChanges.class);

  private final DataFolder folder;
  private final KeyStore keys;
  private long seen;

  /** To be used for a database server alone. */
  SeenChanges(DataFolder folder, KeyStore keys) {
    this.folder = folder;
    this.keys = keys;
    this.seen = folder.readChangesSeen();
  }

  /** Looks, and remembers. To be called when serving begins, and every now and then. */
  synchronized void look() {
    long now = keys.<Long>read(reader -> reader.changesSince(Long.MAX_VALUE).latest());
    if (now < seen) {
      log.error(
          "The database lacks {} of keys that this node saw in it: an older copy"
              + " was put in its place, or a standby took over that did not have them. Keys that"
              + " were deleted or revoked since work again: look through them, and delete those"
              + " that are to be dead.",
          seen - now == 1 ? "the last change" : "the last " + (seen - now) + " changes");
    }
    if (now != seen) {
      folder.writeChangesSeen(now);
      seen = now;
    }
  }

  /** Looks for the last time, unless the database is known not to answer. */
  void lookAtTheEnd() {
    if (keys.state() != StoreState.REACHED) {
      return;
    }
    try {
      look();
    } catch (StoreException | DataFolderException e) {
      log.warn("How far the database is was not noted: {}", e.getMessage());
    }
  }
}
