package dev.kasava.keys.web;

import dev.kasava.keys.web.view.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as people read them, in one time zone; in UTC unless another is chosen. Thread-safe. */
final class Times {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final InstantSource clock;
  private final ZoneId zone;

  Times(InstantSource clock) {
    this(clock, ZoneOffset.UTC);
  }

  private Times(InstantSource clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  /** As somebody there reads them. */
  Times in(ZoneId other) {
    return new Times(clock, other);
  }

  Instant now() {
    return clock.instant();
  }

  Moment moment(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    return new Moment(
        instant.truncatedTo(ChronoUnit.SECONDS).toString(),
        DATE.format(local),
        EXACT.format(local) + " " + zoneName(zone),
        relative(instant));
  }

  @Nullable Moment momentOrNull(@Nullable Instant instant) {
    return instant == null ? null : moment(instant);
  }

  static String zoneName(ZoneId zone) {
    return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  private String relative(Instant instant) {
    Duration ago = Duration.between(instant, clock.instant());
    if (ago.isNegative()) {
      return "in " + rough(ago.negated());
    }
    return ago.toSeconds() < 60 ? "just now" : rough(ago) + " ago";
  }

  /** A length of time, to its largest unit. */
  static String rough(Duration duration) {
    long days = duration.toDays();
    if (days >= 365) {
      return count(days / 365, "year");
    }
    if (days >= 60) {
      return count(days / 30, "month");
    }
    if (days >= 1) {
      return count(days, "day");
    }
    return duration.toHours() >= 1
        ? count(duration.toHours(), "hour")
        : count(Math.max(1, duration.toMinutes()), "minute");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
