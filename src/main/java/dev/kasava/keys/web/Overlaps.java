package dev.kasava.keys.web;

import dev.kasava.keys.web.view.RegenerateView.Choice;
import java.time.Duration;
import java.util.List;

/** How long an old secret may work beside the new one, as the page offers it. */
final class Overlaps {
  static final String NONE = "0";

  /** Until the new one is used for the first time. */
  static final String FIRST_USE = "first-use";

  private Overlaps() {}

  static List<Choice> choices(String chosen) {
    return List.of(
        choice(
            NONE,
            "Now",
            "The old secret stops working at once. Choose this if it may have leaked.",
            chosen),
        choice(
            FIRST_USE,
            "When the new one is first used",
            "For a key that one program uses.",
            chosen),
        choice(seconds(Duration.ofHours(1)), "In 1 hour", "", chosen),
        choice(seconds(Duration.ofHours(24)), "In 24 hours", "", chosen),
        choice(
            seconds(Duration.ofDays(7)), "In 7 days", "For a key that is in many places.", chosen));
  }

  private static Choice choice(String value, String label, String hint, String chosen) {
    return new Choice(value, label, hint, value.equals(chosen));
  }

  private static String seconds(Duration overlap) {
    return Long.toString(overlap.toSeconds());
  }

  /** What is no number is refused by the verb as out of range. */
  static long seconds(String overlap) {
    if (overlap.equals(FIRST_USE)) {
      return 0;
    }
    try {
      return Long.parseLong(overlap);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** What has become of the old secret. */
  static String afterwards(String overlap) {
    if (overlap.equals(FIRST_USE)) {
      return "The old secret works until this one is used for the first time.";
    }
    Duration time = Duration.ofSeconds(seconds(overlap));
    return time.isZero()
        ? "The old secret no longer works."
        : "The old secret works for another " + Times.rough(time) + " at most.";
  }
}
