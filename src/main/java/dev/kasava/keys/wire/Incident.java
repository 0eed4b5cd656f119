package dev.kasava.keys.wire;

import dev.kasava.keys.store.StoreException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;

/** A failure that nobody expected: the log tells all of it, the client only its number. */
public final class Incident {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Incident() {}

  /** Logs {@code failure} and answers the sentence for the client. */
  public static String report(Logger log, Throwable failure) {
    byte[] number = new byte[4];
    RANDOM.nextBytes(number);
    String incident = HexFormat.of().formatHex(number);
    log.error("Incident {}: {}", incident, failure.getMessage(), failure);
    return failure instanceof StoreException
        ? "The server cannot reach its data at the moment (incident "
            + incident
            + "). Try again soon."
        : "Something went wrong here (incident " + incident + "). The server's log says what.";
  }
}
