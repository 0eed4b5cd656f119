package dev.kasava.keys.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a key was used. */
public record UsageShape(
    long totalRequests,
    long requestsToday,
    long requestsThisMonth,
    long rejectedRequests,
    @Nullable Instant lastUsedAt,
    @Nullable String lastClient,
    String timeZone,
    List<HourShape> byHour,
    List<ClientShape> byClient) {

  public record HourShape(Instant hour, long requests, long rejected) {}

  public record ClientShape(String client, long requests, long rejected) {}
}
