package dev.kasava.keys.key;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whoever keys belong to.
 *
 * @param timeZone in which this owner's "today" is counted unless a reader asks for another
 * @param usualExpiryDays after how many days people's new keys expire unless they choose otherwise;
 *     null for never
 */
public record Owner(
    OwnerId id,
    String name,
    ZoneId timeZone,
    Instant createdAt,
    @Nullable Integer usualExpiryDays) {
  /** One whose new keys never expire unless said otherwise. */
  public Owner(OwnerId id, String name, ZoneId timeZone, Instant createdAt) {
    this(id, name, timeZone, createdAt, null);
  }

  public Owner withName(String newName) {
    return new Owner(id, newName, timeZone, createdAt, usualExpiryDays);
  }

  public Owner withTimeZone(ZoneId newZone) {
    return new Owner(id, name, newZone, createdAt, usualExpiryDays);
  }

  public Owner withUsualExpiry(@Nullable Integer days) {
    return new Owner(id, name, timeZone, createdAt, days);
  }

  /**
   * The name that {@code text} spells.
   *
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  public static Outcome<String> parseName(String text) {
    return Label.parse(text, "An owner needs a name, for example \"Example Ltd\".");
  }
}
