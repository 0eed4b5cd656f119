package dev.kasava.keys.store;

import dev.kasava.keys.key.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a key is used of late, next to how it was used before. Refusals are no use.
 *
 * @param clients of the last {@link #MONTH}
 * @param newClients those of the last {@link #WEEK} that had never used it before
 * @param newHosts likewise
 * @param lastDay how often it was used in the last 24 hours
 * @param monthBefore how often in the {@link #MONTH} before those
 * @param daysInUse on how many days of that month
 * @param firstOfWeek its first use within the last week; null for none
 * @param lastBefore its last use before that week; null for none
 */
public record Habits(
    Set<Client> clients,
    Set<Client> newClients,
    Set<String> newHosts,
    long lastDay,
    long monthBefore,
    int daysInUse,
    @Nullable Instant firstOfWeek,
    @Nullable Instant lastBefore) {
  public static final Duration WEEK = Duration.ofDays(7);
  public static final Duration MONTH = Duration.ofDays(28);
}
