package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a key is to expire.
 *
 * @param options the choices, each with what comes of it
 * @param day the day that was picked; empty when none was
 * @param earliest the first day that can be picked
 * @param latest the last one
 * @param zone where the day ends
 * @param limit what limits the choice; empty when nothing does
 * @param error null when there is nothing wrong
 */
public record ExpiryField(
    List<Option> options,
    String day,
    String earliest,
    String latest,
    String zone,
    String limit,
    @Nullable String error) {

  /**
   * @param value as forms send it
   * @param result what it leads to, to the second
   */
  public record Option(String value, String label, String result, boolean checked) {
    /** Whether a day is picked with it. */
    public boolean isDay() {
      return value.equals(DAY);
    }
  }

  public static final String DAY = "date";
}
