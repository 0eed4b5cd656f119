package dev.kasava.keys.wire;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.UpdateKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Times as programs write them: RFC 3339, with an offset or Z. */
public final class Moments {
  private static final String EXPIRES_AT = "expiresAt";

  private Moments() {}

  /**
   * @param field the name of the input's field, for the refusal
   */
  public static Outcome<Instant> parse(String field, String text) {
    try {
      return Outcome.done(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Outcome.refused(
          new Refusal.Invalid(
              field, "Write the time as RFC 3339 has it, for example 2027-01-31T00:00:00Z."));
    }
  }

  /** What a merge patch (RFC 7396) makes of an expiry. */
  public static Outcome<UpdateKey.Expiry> change(@Nullable JsonNode expiresAt) {
    if (expiresAt == null) {
      return Outcome.done(new UpdateKey.Expiry.Unchanged());
    }
    if (expiresAt.isNull()) {
      return Outcome.done(new UpdateKey.Expiry.Never());
    }
    return expiresAt.isString()
        ? parse(EXPIRES_AT, expiresAt.stringValue()).map(UpdateKey.Expiry.At::new)
        : Outcome.refused(
            new Refusal.Invalid(
                EXPIRES_AT, "The expiry has to be a time in a text, or null for never."));
  }
}
