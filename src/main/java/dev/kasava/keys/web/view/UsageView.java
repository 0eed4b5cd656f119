package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key was used.
 *
 * @param lastUsed null when it was never used
 * @param zone the time zone in which days are counted
 * @param rejected requests with this key that were refused, apart from all others
 * @param oldSecret one that works beside the new one; null when there is none
 */
public record UsageView(
    Shell shell,
    KeyView key,
    String total,
    String today,
    String month,
    String rejected,
    @Nullable Moment lastUsed,
    String zone,
    List<ChartView> charts,
    @Nullable OldSecret oldSecret) {

  public boolean unused() {
    return lastUsed == null && rejected.equals("0");
  }
}
