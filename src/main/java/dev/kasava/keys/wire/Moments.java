package dev.kasava.keys.wire;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as programs write them: RFC 3339, with an offset or Z. */
public final class Moments {
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
}
