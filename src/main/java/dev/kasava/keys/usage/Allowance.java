package dev.kasava.keys.usage;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import java.time.Duration;

/**
 * What a limited key has left after a request.
 *
 * @param isPassed whether the request was within the limit
 * @param remaining how many more are in this window
 * @param untilReset how long until the next one
 */
public record Allowance(
    KeyId key, RateLimit limit, boolean isPassed, long remaining, Duration untilReset) {
  /** The verdict on the request that was judged so before. */
  public Verdict verdict(Verdict judged) {
    return isPassed ? judged : refusal();
  }

  /** Why the request is refused, where it is. */
  public Verdict.RateLimited refusal() {
    return new Verdict.RateLimited(key, limit, untilReset);
  }

  /** The time until the next window in whole seconds, at the end of which it has begun for sure. */
  public long resetSeconds() {
    return refusal().retryAfterSeconds();
  }
}
