package dev.kasava.keys.token;

import com.nimbusds.jose.jwk.JWK;
import org.jspecify.annotations.Nullable;

/** Where the public keys of one issuer come from. Thread-safe. */
interface KeySource {
  /** What came of looking for a key. */
  sealed interface Answer {
    record Found(JWK key) implements Answer {}

    record None() implements Answer {}

    /** There are no keys at all to look in. */
    record Unreachable() implements Answer {}
  }

  /**
   * The key that a token with this header was signed with; may block, for a few seconds at most.
   *
   * @param kid null when the header names none; then a key is found only where no other fits
   */
  Answer find(@Nullable String kid, Algorithm algorithm);

  /** Changes when a key is withdrawn or added; never blocks. */
  long version();
}
