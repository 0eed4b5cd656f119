package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key was used.
 *
 * @param lastUsed null when it was never used
 * @param zone the time zone in which days are counted
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
    List<ByClient> clients) {

  /** A client's share of this month. */
  public record ByClient(String client, String requests, String rejected) {}
}
