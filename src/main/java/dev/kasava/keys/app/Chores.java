package dev.kasava.keys.app;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    var _ =
        threads.scheduleWithFixedDelay(
            () -> {
              try {
                chore.run();
              } catch (RuntimeException e) {
                log.error("Failed at {}: {}", name, e.getMessage());
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
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
