package dev.kasava.keys.access;

import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyStore;

/**
 * Whether the store holds any secret that was made elsewhere. As long as it holds none, text that
 * is no secret of ours is refused with no look at it. Thread-safe.
 */
final class ForeignPresence {
  /** What is known of it. */
  enum Known {
    NONE,
    SOME,
    /** Something was changed since; the store has to be asked. */
    UNHEARD
  }

  private final KeyStore store;

  /** From the first one on it stays, which does no more harm than a look-up. */
  private volatile boolean isAny;

  /** The change word at which there was none. */
  private volatile long noneAt = KeyView.NEVER;

  ForeignPresence(KeyStore store) {
    this.store = store;
  }

  /** Whether some are known of; never blocks. */
  boolean isKnown() {
    return isAny;
  }

  /**
   * Never blocks. A commit that is under way was not acknowledged yet, so whatever it brings may
   * still be refused; that holds, too, for a node that hears nothing of its database any more.
   */
  Known now() {
    if (isAny) {
      return Known.SOME;
    }
    long word = store.changeWord().get();
    long none = noneAt;
    boolean isUnderWay = ChangeWord.isUnsettled(word) && word == none + 1;
    return word == none || isUnderWay ? Known.NONE : Known.UNHEARD;
  }

  /** Whether there are some; asks the store where that has to be, one thread for all. */
  synchronized boolean find() {
    if (now() == Known.UNHEARD) {
      long word = store.changeWord().get();
      if (store.read(reader -> reader.hasForeign())) {
        isAny = true;
      } else {
        noneAt = word;
      }
    }
    return isAny;
  }
}
