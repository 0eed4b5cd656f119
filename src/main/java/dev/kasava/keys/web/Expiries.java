package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.web.view.ExpiryField;
import dev.kasava.keys.web.view.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Expiries as a date picker has them: a key is good until its day ends in UTC. */
final class Expiries {
  private static final int LONGEST_YEARS = 10;
  private static final LocalTime END = LocalTime.of(23, 59, 59);

  private final InstantSource clock;
  private final Times times;

  Expiries(InstantSource clock) {
    this.clock = clock;
    this.times = new Times(clock);
  }

  /** The last second of the day that was picked; empty when none was. */
  static Outcome<Optional<Instant>> parse(String text) {
    if (text.isBlank()) {
      return Outcome.done(Optional.empty());
    }
    try {
      return Outcome.done(Optional.of(endOf(LocalDate.parse(text.strip()))));
    } catch (DateTimeException e) {
      return Outcome.refused(
          new Refusal.Invalid(
              Fault.EXPIRY, "Write the date as year-month-day, for example 2027-01-31."));
    }
  }

  /** The day on which the key expires, as the picker wants it; empty for never. */
  static String day(@Nullable Instant expiresAt) {
    return expiresAt == null ? "" : dateOf(expiresAt).toString();
  }

  /**
   * @param empty what an empty field means
   */
  ExpiryField field(
      Caller caller, String value, boolean required, String empty, @Nullable Fault fault) {
    Instant limit = caller.expiresAt();
    return new ExpiryField(
        value,
        dateOf(clock.instant()).toString(),
        latest(limit).toString(),
        required,
        (required ? "" : empty + " ")
            + "The key works until the end of the chosen day in UTC."
            + (limit == null
                ? ""
                : " It cannot outlive the key you are signed in with ("
                    + times.moment(limit).exact()
                    + ")."),
        Fault.at(fault, Fault.EXPIRY));
  }

  private LocalDate latest(@Nullable Instant limit) {
    LocalDate last = dateOf(clock.instant()).plusYears(LONGEST_YEARS).minusDays(1);
    if (limit == null) {
      return last;
    }
    LocalDate day = dateOf(limit);
    LocalDate within = endOf(day).isAfter(limit) ? day.minusDays(1) : day;
    return within.isBefore(last) ? within : last;
  }

  private static Instant endOf(LocalDate day) {
    return day.atTime(END).toInstant(ZoneOffset.UTC);
  }

  private static LocalDate dateOf(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
