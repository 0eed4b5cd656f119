package dev.kasava.keys.service;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time zones in which use can be counted. */
public final class Zones {
  private Zones() {}

  /** The zone of this name; refused when there is none, or when its days cannot be counted. */
  public static Outcome<ZoneId> parse(String name, Instant now) {
    try {
      ZoneId zone = ZoneId.of(name);
      return isCountable(zone, now) ? Outcome.done(zone) : none();
    } catch (DateTimeException e) {
      return none();
    }
  }

  /** The zone itself, or UTC where it is only another name of that, such as Etc/UTC or Z. */
  static ZoneId plain(ZoneId zone) {
    return zone.getRules().equals(ZoneOffset.UTC.getRules()) ? ZoneId.of("UTC") : zone;
  }

  /** Counts are by quarters of an hour, as are all zones that people live in. */
  private static boolean isCountable(ZoneId zone, Instant now) {
    return zone.getRules().getOffset(now).getTotalSeconds() % 900 == 0;
  }

  private static Outcome<ZoneId> none() {
    return Outcome.refused(
        new Refusal.Invalid("tz", "This is no time zone. Use a name such as Europe/Berlin."));
  }
}
