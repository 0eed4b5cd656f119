package dev.kasava.keys.service;

import dev.kasava.keys.key.ForeignHash;
import dev.kasava.keys.key.KeyDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a secret, without the secret.
 *
 * @param createdAt null when it is as old as its key
 * @param until the end of its overlap; null when no time is set for it
 */
public record PortableSecret(Proof proof, @Nullable Instant createdAt, @Nullable Instant until) {
  /** By which it is known again when somebody presents it. */
  public sealed interface Proof {
    /** That of a secret that was made elsewhere. */
    record Hashed(ForeignHash hash) implements Proof {}

    /**
     * What an installation kept.
     *
     * @param digest the number of its pepper counts only there
     * @param pepper the check value of that pepper
     * @param origin how it looks
     */
    record Digested(KeyDigest digest, String pepper, Origin origin) implements Proof {}
  }

  /** Where the secret of a digest was made. */
  public sealed interface Origin {
    /**
     * Here, or in another installation of this program.
     *
     * @param prefix that all secrets there begin with
     * @param lastFour its last four characters
     */
    record Own(String prefix, String lastFour) implements Origin {}

    /** Elsewhere. */
    record Foreign() implements Origin {}
  }
}
