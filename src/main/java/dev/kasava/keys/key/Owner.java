package dev.kasava.keys.key;

import java.time.Instant;
import java.time.ZoneId;

/**
 * Whoever keys belong to.
 *
 * @param timeZone in which this owner's "today" is counted unless a reader asks for another
 */
public record Owner(OwnerId id, String name, ZoneId timeZone, Instant createdAt) {
  /**
   * The name that {@code text} spells.
   *
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  public static Outcome<String> parseName(String text) {
    return Label.parse(text, "An owner needs a name, for example \"Example Ltd\".");
  }
}
