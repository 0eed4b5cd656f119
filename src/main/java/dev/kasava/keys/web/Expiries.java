package dev.kasava.keys.web;

import dev.kasava.keys.http.Form;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.web.view.ExpiryField;
import dev.kasava.keys.web.view.ExpiryField.Option;
import dev.kasava.keys.web.view.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expiries as people choose them: a key is good until a day ends where they are. */
final class Expiries {
  static final String KEEP = "keep";
  static final String NEVER = "never";

  /** The choice that forms for new keys begin with. */
  static String usual(Visit visit) {
    Integer days = visit.owner().usualExpiryDays();
    return days == null ? NEVER : days.toString();
  }

  /** Days from today. */
  static final List<Integer> PRESETS = List.of(7, 30, 90, 365);

  private static final int LONGEST_YEARS = 10;
  private static final LocalTime END = LocalTime.of(23, 59, 59);

  /** What was chosen. */
  sealed interface Choice {
    /** Null where none was chosen. */
    default @Nullable Instant moment() {
      return null;
    }

    record Keep() implements Choice {}

    record Never() implements Choice {}

    record At(Instant moment) implements Choice {}
  }

  /** Which choices there are beside the presets and a day. */
  record Offer(@Nullable String keep, boolean never) {}

  /** What was entered, or what is there at first. */
  record Entry(String choice, String day) {
    static Entry of(Form form) {
      String day = form.one("expires").strip();
      return new Entry(form.has("expiry") ? form.one("expiry") : ofDayAlone(form, day), day);
    }

    boolean isDay() {
      return choice.equals(ExpiryField.DAY);
    }

    /** A form without the choices has a day alone, and an empty one means never. */
    private static String ofDayAlone(Form form, String day) {
      if (!form.has("expires")) {
        return KEEP;
      }
      return day.isEmpty() ? NEVER : ExpiryField.DAY;
    }
  }

  private final InstantSource clock;
  private final Times times;

  Expiries(InstantSource clock) {
    this.clock = clock;
    this.times = new Times(clock);
  }

  /** What was chosen, as a moment where the person is. */
  Outcome<Choice> parse(Form form, Visit visit) {
    Entry entry = Entry.of(form);
    return switch (entry.choice()) {
      case KEEP -> Outcome.done(new Choice.Keep());
      case NEVER -> Outcome.done(new Choice.Never());
      case ExpiryField.DAY -> day(entry.day(), visit.zone());
      default -> preset(entry.choice(), visit.zone());
    };
  }

  private Outcome<Choice> preset(String choice, ZoneId zone) {
    for (int days : PRESETS) {
      if (choice.equals(Integer.toString(days))) {
        return Outcome.done(new Choice.At(endOf(today(zone).plusDays(days), zone)));
      }
    }
    return refused("Choose when the key expires.");
  }

  private static Outcome<Choice> day(String text, ZoneId zone) {
    if (text.isEmpty()) {
      return refused("Pick the day on which the key expires.");
    }
    try {
      return Outcome.done(new Choice.At(endOf(LocalDate.parse(text), zone)));
    } catch (DateTimeException e) {
      return refused("Write the date as year-month-day, for example 2027-01-31.");
    }
  }

  private static Outcome<Choice> refused(String message) {
    return Outcome.refused(new Refusal.Invalid(Fault.EXPIRY, message));
  }

  /** The day on which the key expires, as the picker wants it; empty for never. */
  static String day(@Nullable Instant expiresAt, ZoneId zone) {
    return expiresAt == null ? "" : dateOf(expiresAt, zone).toString();
  }

  /**
   * The field. Choices that would outlive the person's own key are left out.
   *
   * @param entry one that names no choice stands for the first there is
   */
  ExpiryField field(Visit visit, Offer offer, Entry entry, @Nullable Fault fault) {
    ZoneId zone = visit.zone();
    Instant limit = visit.caller().expiresAt();
    List<Option> options = new ArrayList<>();
    String keep = offer.keep();
    if (keep != null) {
      options.add(new Option(KEEP, "As it is", keep, entry.choice().equals(KEEP)));
    }
    for (int days : PRESETS) {
      Instant end = endOf(today(zone).plusDays(days), zone);
      if (limit == null || !end.isAfter(limit)) {
        String value = Integer.toString(days);
        options.add(
            new Option(value, days + " days", expires(visit, end), entry.choice().equals(value)));
      }
    }
    options.add(
        new Option(
            ExpiryField.DAY,
            "On a day",
            "The key works until that day ends in " + Times.zoneName(zone) + ".",
            entry.choice().equals(ExpiryField.DAY)));
    if (offer.never() && limit == null) {
      options.add(
          new Option(
              NEVER,
              "Never",
              "It works until somebody deletes it. For a use that will end, choose an end: keys"
                  + " that nobody needs any more are the ones that leak unnoticed.",
              entry.choice().equals(NEVER)));
    }
    return new ExpiryField(
        withOneChecked(options),
        entry.day(),
        today(zone).toString(),
        latest(limit, zone).toString(),
        Times.zoneName(zone),
        limit == null
            ? ""
            : "It cannot outlive the key you are signed in with ("
                + times.in(zone).moment(limit).exact()
                + ").",
        Fault.at(fault, Fault.EXPIRY));
  }

  private static List<Option> withOneChecked(List<Option> options) {
    if (options.stream().anyMatch(Option::checked)) {
      return options;
    }
    Option first = options.removeFirst();
    options.addFirst(new Option(first.value(), first.label(), first.result(), true));
    return options;
  }

  private String expires(Visit visit, Instant end) {
    return "Expires " + times.in(visit.zone()).moment(end).exact() + ".";
  }

  private LocalDate today(ZoneId zone) {
    return dateOf(clock.instant(), zone);
  }

  private LocalDate latest(@Nullable Instant limit, ZoneId zone) {
    LocalDate last = today(zone).plusYears(LONGEST_YEARS).minusDays(1);
    if (limit == null) {
      return last;
    }
    LocalDate day = dateOf(limit, zone);
    LocalDate within = endOf(day, zone).isAfter(limit) ? day.minusDays(1) : day;
    return within.isBefore(last) ? within : last;
  }

  private static Instant endOf(LocalDate day, ZoneId zone) {
    return day.atTime(END).atZone(zone).toInstant();
  }

  private static LocalDate dateOf(Instant moment, ZoneId zone) {
    return moment.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toLocalDate();
  }
}
