package dev.kasava.keys.web;

import dev.kasava.keys.web.view.Sparkline;
import java.util.List;

/** Draws the last 30 days as bars: one path, so that long lists stay light. */
final class Sparklines {
  private static final int STEP = 3;
  private static final int BAR = 2;
  private static final int HEIGHT = 20;

  private Sparklines() {}

  /**
   * @param days requests a day, today last
   */
  static Sparkline of(List<Long> days) {
    long most = days.stream().mapToLong(Long::longValue).max().orElse(0);
    long total = days.stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return new Sparkline("", "No requests in 30 days");
    }
    StringBuilder path = new StringBuilder();
    for (int day = 0; day < days.size(); day++) {
      long requests = days.get(day);
      if (requests > 0) {
        // Even a single request among thousands is to be seen.
        long height = Math.max(2, Math.round((double) requests / most * HEIGHT));
        path.append('M').append(day * STEP).append(' ').append(HEIGHT).append("v-").append(height);
        path.append('h').append(BAR).append('v').append(height).append('z');
      }
    }
    return new Sparkline(
        path.toString(),
        Words.requests(total) + " in 30 days, at most " + Words.of(most) + " a day");
  }
}
