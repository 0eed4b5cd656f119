package dev.kasava.keys.app;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again beside the serving. Thread-safe. */
final class Chores implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Chores.class);
  private static final int SECONDS_TO_END = 5;

  // Two, so that one which waits for the disk does not keep the quick ones waiting.
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("chores-", 1).daemon().factory());

  /** A chore that fails is tried again at its next turn; it must not end the schedule. */
  void every(long millis, String name, Runnable chore) {
    every(millis, millis, name, chore);
  }

  /** Likewise, beginning at once. */
  void atOnceAndEvery(long millis, String name, Runnable chore) {
    every(0, millis, name, chore);
  }

  private void every(long first, long millis, String name, Runnable chore) {
    var _ =
        threads.scheduleWithFixedDelay(
            new Telling(name, chore), first, millis, TimeUnit.MILLISECONDS);
  }

  /** Tells of a failure when it begins, or another takes its place, and when it is over. */
  private static final class Telling implements Runnable {
    private final String name;
    private final Runnable chore;
    private @Nullable String failure;

    Telling(String name, Runnable chore) {
      this.name = name;
      this.chore = chore;
    }

    @Override
    public void run() {
      try {
        chore.run();
        if (failure != null) {
          failure = null;
          log.info("No longer failing at {}.", name);
        }
      } catch (RuntimeException | Error e) {
        // Whatever it is, keys are verified all the same, and the next turn may go better.
        String now = e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
        if (!now.equals(failure)) {
          failure = now;
          log.error("Failed at {}: {}", name, now);
        }
      }
    }
  }

  /**
   * Does a chore piece by piece, until it says that there is no more or fails; the processor rests
   * as long as each piece took.
   */
  void inPieces(String name, BooleanSupplier piece) {
    var _ = threads.schedule(() -> next(name, piece), 0, TimeUnit.NANOSECONDS);
  }

  private void next(String name, BooleanSupplier piece) {
    long start = System.nanoTime();
    try {
      if (piece.getAsBoolean() && !threads.isShutdown()) {
        var _ =
            threads.schedule(
                () -> next(name, piece), System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    } catch (RuntimeException | Error e) {
      log.warn("Ended {}: {}", name, e.toString());
    }
  }

  /** Waits for those that are under way. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        log.warn("A chore did not end in time.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
