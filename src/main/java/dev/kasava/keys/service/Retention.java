package dev.kasava.keys.service;

import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.ToIntBiFunction;

/**
 * Gives up what was kept long enough: the hours of use after 13 months, of which days are left;
 * audit records and the digests of ended secrets after the time that the operator sets. In many
 * short transactions, so that nobody waits for it. Thread-safe.
 */
public final class Retention {
  /** How many months use is told by the hour. */
  public static final int MONTHS_OF_HOURS = 13;

  /** How long records and digests are kept unless the operator says otherwise. */
  public static final Duration RECORDS = Duration.ofDays(365);

  private static final int A_TURN = 500;

  private final KeyStore keys;
  private final UsageStore usage;
  private final Duration records;
  private final InstantSource clock;

  /**
   * @param records how long audit records and the digests of ended secrets are kept
   */
  public Retention(KeyStore keys, UsageStore usage, Duration records, InstantSource clock) {
    this.keys = keys;
    this.usage = usage;
    this.records = records;
    this.clock = clock;
  }

  public void sweep() {
    Instant now = clock.instant();
    usage.foldDays(now.atOffset(ZoneOffset.UTC).minusMonths(MONTHS_OF_HOURS).toInstant());
    Instant before = now.minus(records);
    removeAll((writer, most) -> writer.removeAudit(before, most));
    removeAll((writer, most) -> writer.removeEnded(before, most));
  }

  private void removeAll(ToIntBiFunction<KeyWriter, Integer> removal) {
    int removed = A_TURN;
    while (removed == A_TURN) {
      removed = keys.<Integer>write(writer -> removal.applyAsInt(writer, A_TURN));
    }
  }
}
