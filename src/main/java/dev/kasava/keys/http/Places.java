package dev.kasava.keys.http;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on what is under way at a time. Thread-safe. */
final class Places {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most how many there are, at least 1
   */
  Places(long most) {
    this.most = most;
  }

  /** Takes so many, or none and answers false when there are not as many left. */
  boolean take(long number) {
    if (taken.addAndGet(number) <= most) {
      return true;
    }
    taken.addAndGet(-number);
    return false;
  }

  /** Gives back as many as were taken. */
  void giveBack(long number) {
    taken.addAndGet(-number);
  }
}
