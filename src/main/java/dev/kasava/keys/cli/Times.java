package dev.kasava.keys.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and durations as people write and read them. */
final class Times {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhdwy])");
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  /** Not set up before there is a time to show. */
  private static final class Shown {
    private static final DateTimeFormatter SHORT =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  }

  private final InstantSource clock;
  private final Supplier<ZoneId> zone;

  /**
   * @param zone found out only when it is needed
   */
  Times(InstantSource clock, Supplier<ZoneId> zone) {
    this.clock = clock;
    this.zone = zone;
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * An expiry: a span from now such as 30d, a day (its last second here), or RFC 3339.
   *
   * @return RFC 3339; null for "never"
   */
  @Nullable String expiry(String text) {
    if (text.equalsIgnoreCase("never")) {
      return null;
    }
    if (SPAN.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
      return clock.instant().plus(span(text)).toString();
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atTime(END_OF_DAY).atZone(zone.get()).toInstant().toString()
          : OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "Write an expiry as 30d, 2027-01-31, 2027-01-31T12:00:00Z, or never.");
    }
  }

  /** A span such as 90s, 15m, 24h, 7d, 2w or 1y. */
  static Duration span(String text) {
    Matcher matcher = SPAN.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new CommandFailure(ExitCode.USAGE, "Write a span of time as 90s, 15m, 24h or 7d.");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      case "w" -> Duration.ofDays(7 * count);
      default -> Duration.ofDays(365 * count);
    };
  }

  /** A moment in this zone, or "Never". */
  String shown(@Nullable Instant moment) {
    return moment == null ? "Never" : Shown.SHORT.format(moment.atZone(zone.get()));
  }
}
