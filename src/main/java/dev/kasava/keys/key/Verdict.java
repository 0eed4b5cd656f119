package dev.kasava.keys.key;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "is this key good?". What a rejection says beyond {@link Malformed} and {@link
 * Unknown} is said only to whoever presented a genuine secret.
 */
public sealed interface Verdict {
  /** A stable name for programs. */
  String code();

  /** The key is good, for all that was asked of it. */
  record Accepted(Grant grant) implements Verdict {
    @Override
    public String code() {
      return "accepted";
    }
  }

  /** An access token is good, for all that was asked of it. It is not the key itself. */
  record Admitted(TokenGrant grant) implements Verdict {
    @Override
    public String code() {
      return "accepted";
    }
  }

  /** The key is not good. */
  sealed interface Rejected extends Verdict {
    /** A sentence that says what to do next. */
    String message();
  }

  /**
   * Never a secret of this installation: wrong shape or checksum, where none that was made
   * elsewhere was ever imported, or the text can be none of those either.
   */
  record Malformed() implements Rejected {
    @Override
    public String code() {
      return "malformed";
    }

    @Override
    public String message() {
      return "This is not a complete API key. Copy the whole key again, or create a new one.";
    }
  }

  /** A shape that a secret here may have, but no key of this installation. */
  record Unknown() implements Rejected {
    @Override
    public String code() {
      return "unknown";
    }

    @Override
    public String message() {
      return "This API key is not known here. Check that it belongs to this server, or create a"
          + " new one.";
    }
  }

  record Expired(KeyId keyId, Instant at) implements Rejected {
    @Override
    public String code() {
      return "expired";
    }

    @Override
    public String message() {
      return "This API key expired at "
          + at
          + ". Regenerate it with a new expiry, or create a new"
          + " one.";
    }
  }

  /**
   * Ended on purpose.
   *
   * @param keyId null when the key itself is gone
   */
  record Revoked(@Nullable KeyId keyId, Ended reason, Instant at) implements Rejected {
    @Override
    public String code() {
      return "revoked";
    }

    @Override
    public String message() {
      return switch (reason) {
        case DELETED -> "This API key was deleted at " + at + ". Create a new one.";
        case REGENERATED ->
            "This API key was regenerated at "
                + at
                + ", and this is its old secret. Use the new"
                + " one.";
        case LEAKED ->
            "This secret was reported as leaked, and revoked at "
                + at
                + ". Regenerate its key, and look where it was kept.";
      };
    }
  }

  /** An access token is not good. */
  record InvalidToken(TokenFault fault) implements Rejected {
    @Override
    public String code() {
      return "invalid_token";
    }

    @Override
    public String message() {
      return fault.message();
    }
  }

  /**
   * @param keyId null for a token of another issuer
   */
  record MissingScope(@Nullable KeyId keyId, Scope scope) implements Rejected {
    @Override
    public String code() {
      return "missing_scope";
    }

    @Override
    public String message() {
      return new Refusal.MissingScope(scope).message();
    }
  }

  /**
   * All requests of the window that is under way are used.
   *
   * @param retryAfter how long until the next window, from 0 on
   */
  record RateLimited(KeyId keyId, RateLimit limit, Duration retryAfter) implements Rejected {
    @Override
    public String code() {
      return "rate_limited";
    }

    /** Likewise in whole seconds, at the end of which it is over for sure. */
    public long retryAfterSeconds() {
      return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }

    @Override
    public String message() {
      return "This API key is good for "
          + limit
          + ", and these are used. Send the request again in "
          + retryAfterSeconds()
          + (retryAfterSeconds() == 1 ? " second." : " seconds.");
    }
  }
}
