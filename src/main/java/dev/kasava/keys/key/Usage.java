package dev.kasava.keys.key;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key was used. Totals are of requests; refusals of the genuine key are apart in {@code
 * rejected}.
 *
 * @param today since midnight in {@code timeZone}
 * @param thisMonth since the first of the month in {@code timeZone}
 * @param lastUsedAt null when it was never used
 * @param byHour the last 24 hours that saw any use, oldest first
 * @param byClient all clients of this month, busiest first
 */
public record Usage(
    long total,
    long today,
    long thisMonth,
    long rejected,
    @Nullable Instant lastUsedAt,
    @Nullable Client lastClient,
    ZoneId timeZone,
    List<Hour> byHour,
    List<ByClient> byClient) {

  /**
   * @param start the beginning of the hour, in UTC
   */
  public record Hour(Instant start, long requests, long rejected) {}

  public record ByClient(Client client, long requests, long rejected) {}
}
