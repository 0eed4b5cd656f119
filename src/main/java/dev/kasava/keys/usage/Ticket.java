package dev.kasava.keys.usage;

import dev.kasava.keys.key.RateLimit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A request that waits to be told whether it may pass. Answered under the lock of its till. */
final class Ticket {
  private final RateLimit limit;
  private final CompletableFuture<Allowance> answer = new CompletableFuture<>();
  private @Nullable Semaphore place;

  Ticket(RateLimit limit) {
    this.limit = limit;
  }

  /** The limit of its key, when it came. */
  RateLimit limit() {
    return limit;
  }

  /** Takes a place among those who wait for other processes; false when there is none. */
  boolean isPatient(Semaphore places) {
    if (place == null && places.tryAcquire()) {
      place = places;
    }
    return place != null;
  }

  void answer(Allowance allowance) {
    Semaphore held = place;
    if (held != null) {
      held.release();
      place = null;
    }
    answer.complete(allowance);
  }

  boolean isAnswered() {
    return answer.isDone();
  }

  /** Waits for the answer, which always comes. */
  Allowance await() {
    return answer.join();
  }
}
