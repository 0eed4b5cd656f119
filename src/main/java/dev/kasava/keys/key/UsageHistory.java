package dev.kasava.keys.key;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * How a key was used lately, by day and by hour, every span there whether it saw use or not.
 *
 * @param timeZone in which days and hours begin
 * @param days the last 30, today last
 * @param hours the last 24, the current one last
 */
public record UsageHistory(ZoneId timeZone, List<Span> days, List<Span> hours) {
  /**
   * @param requests by client, for those that made any
   * @param rejected all refusals of the genuine key
   */
  public record Span(Instant start, Map<Client, Long> requests, long rejected) {
    public long total() {
      return requests.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
