package dev.kasava.keys.wire;

import dev.kasava.keys.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A failure that nobody expected: the log tells all of it, the client only its number. While the
 * store does not answer all requests fail alike, and share a number. Thread-safe.
 */
public final class Incident {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** How long the same failure of the store is one incident. */
  private static final long ONE_INCIDENT = Duration.ofSeconds(10).toNanos();

  private static final AtomicReference<@Nullable Outage> LAST = new AtomicReference<>();

  private record Outage(String failure, String number, long at) {
    boolean covers(StoreException another, long now) {
      return failure.equals(another.getMessage()) && now - at < ONE_INCIDENT;
    }
  }

  private Incident() {}

  /** Logs {@code failure} and answers the sentence for the client. */
  public static String report(Logger log, Throwable failure) {
    return failure instanceof StoreException outage
        ? "The server cannot reach its data at the moment (incident "
            + report(log, outage)
            + "). Try again soon."
        : "Something went wrong here (incident "
            + logged(log, failure, failure)
            + "). The server's log says what.";
  }

  private static String report(Logger log, StoreException failure) {
    long now = System.nanoTime();
    Outage last = LAST.get();
    if (last != null && last.covers(failure, now)) {
      return last.number();
    }
    // Where nothing failed beneath it, its sentence is all there is to know.
    String number = logged(log, failure, failure.getCause() == null ? null : failure);
    LAST.set(new Outage(String.valueOf(failure.getMessage()), number, now));
    return number;
  }

  private static String logged(Logger log, Throwable failure, @Nullable Throwable traced) {
    byte[] bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    String number = HexFormat.of().formatHex(bytes);
    log.error("Incident {}: {}", number, failure.getMessage(), traced);
    return number;
  }
}
