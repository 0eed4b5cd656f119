package dev.kasava.keys.rest;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many reports are taken within a minute: of a network, of all that sent some lately, and of
 * all others, so that whoever sends many keeps nobody out. Thread-safe.
 */
final class ReportShares {
  /** What every network may send in a minute. */
  static final int OF_NETWORK = 60;

  /** What networks that sent something lately may send in a minute together, and all others. */
  static final int OF_MANY = 3_000;

  /** Those that are forgotten have their whole share again; the bounds of all hold nevertheless. */
  private static final int MOST_NETWORKS = 10_000;

  /** After so long without a report a network is none of those that send many. */
  private static final long LATELY = Duration.ofMinutes(10).toNanos();

  /** An IPv6 site has that many, and the addresses in it are for its owner to choose. */
  private static final int SITE_BYTES = 6;

  private final TimeMeter meter;
  private final Bucket known;
  private final Bucket fresh;
  private final Map<String, Share> shares = new LinkedHashMap<>(16, 0.75f, true);

  ReportShares(InstantSource clock) {
    this.meter = new ClockMeter(clock);
    this.known = bucket(OF_MANY);
    this.fresh = bucket(OF_MANY);
  }

  /**
   * @param at when a report of it was taken last
   */
  private record Share(Bucket bucket, long at) {}

  private record ClockMeter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  private Bucket bucket(int ofMinute) {
    return Bucket.builder()
        .withCustomTimePrecision(meter)
        .addLimit(limit -> limit.capacity(ofMinute).refillGreedy(ofMinute, Duration.ofMinutes(1)))
        .build();
  }

  /**
   * Takes a report.
   *
   * @param sender null where it is not known
   * @return 0, or after how many seconds it can be taken
   */
  synchronized long take(@Nullable InetAddress sender) {
    String network = network(sender);
    Share kept = shares.get(network);
    Bucket share = kept == null ? bucket(OF_NETWORK) : kept.bucket();
    long own = secondsUntil(share);
    if (own > 0) {
      return own;
    }
    long now = meter.currentTimeNanos();
    boolean isKnown = kept != null && now - kept.at() < LATELY;
    long all = secondsUntil(isKnown ? known : fresh);
    if (all == 0) {
      keep(network, new Share(share, now));
    } else {
      share.addTokens(1);
    }
    return all;
  }

  private void keep(String network, Share share) {
    shares.put(network, share);
    if (shares.size() > MOST_NETWORKS) {
      shares.remove(shares.keySet().iterator().next());
    }
  }

  private static long secondsUntil(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
  }

  private static String network(@Nullable InetAddress sender) {
    if (sender == null) {
      return "";
    }
    byte[] address = sender.getAddress();
    int length = sender instanceof Inet6Address ? SITE_BYTES : address.length;
    return HexFormat.of().formatHex(address, 0, length);
  }
}
