package dev.kasava.keys.key;

import java.time.Duration;

/**
 * How many requests a key is good for in a window of time. A window begins with the first request
 * after the one before is over.
 *
 * @param requests from 1 to {@link #MOST_REQUESTS}
 * @param window in whole seconds, from {@link #SHORTEST} to {@link #LONGEST}
 */
public record RateLimit(long requests, Duration window) {
  public static final long MOST_REQUESTS = 1_000_000;
  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofDays(1);

  /**
   * @throws IllegalArgumentException when a part is out of its range
   */
  public RateLimit {
    if (requests < 1
        || requests > MOST_REQUESTS
        || !window.equals(Duration.ofSeconds(window.toSeconds()))
        || window.compareTo(SHORTEST) < 0
        || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("no such limit: " + requests + " in " + window);
    }
  }

  /** The limit of these numbers, which may be anything. */
  public static Outcome<RateLimit> of(long requests, long windowSeconds) {
    if (requests < 1
        || requests > MOST_REQUESTS
        || windowSeconds < SHORTEST.toSeconds()
        || windowSeconds > LONGEST.toSeconds()) {
      return Outcome.refused(
          new Refusal.Invalid(
              "rateLimit",
              "A limit is 1 to "
                  + MOST_REQUESTS
                  + " requests in a window of 1 to "
                  + LONGEST.toSeconds()
                  + " seconds (a day)."));
    }
    return Outcome.done(new RateLimit(requests, Duration.ofSeconds(windowSeconds)));
  }

  /** Whether this lets through neither more at once than the other, nor more in the long run. */
  public boolean isWithin(RateLimit other) {
    return requests <= other.requests
        && requests * other.window.toSeconds() <= other.requests * window.toSeconds();
  }

  /** For example {@code 100 requests in 60 seconds}. */
  @Override
  public String toString() {
    return text(requests, window.toSeconds());
  }

  /** Likewise of these numbers, whatever they are. */
  public static String text(long requests, long windowSeconds) {
    return count(requests, "request") + " in " + count(windowSeconds, "second");
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
