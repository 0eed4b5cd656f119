package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.UsageHistory;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.usage.UsageMeter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads how a key was used, every request counted that this process has served so far. */
public final class ReadUsage {
  private final KeyStore store;
  private final UsageStore usage;
  private final UsageMeter meter;
  private final InstantSource clock;

  public ReadUsage(KeyStore store, UsageStore usage, UsageMeter meter, InstantSource clock) {
    this.store = store;
    this.usage = usage;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * @param zone in which "today" and "this month" are counted, for example Europe/Berlin; null for
   *     the owner's own
   */
  public Outcome<Usage> read(Caller caller, KeyId id, @Nullable String zone) {
    return read(caller, id, zone, Scope.KEYS_READ);
  }

  /** For whoever may change the key, and so has to see what that would break. */
  public Outcome<Usage> readToChange(Caller caller, KeyId id) {
    return read(caller, id, null, Scope.KEYS_WRITE);
  }

  private Outcome<Usage> read(Caller caller, KeyId id, @Nullable String zone, Scope needed) {
    return ofKey(caller, id, zone, needed, (timeZone, now) -> usage.usage(id, timeZone, now));
  }

  /** What {@code reading} finds of one of the caller's own keys. */
  private <T> Outcome<T> ofKey(
      Caller caller,
      KeyId id,
      @Nullable String zone,
      Scope needed,
      BiFunction<ZoneId, Instant, T> reading) {
    Optional<Refusal> lacking = caller.lacks(needed);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    Instant now = Rules.now(clock);
    return zone(caller, zone)
        .then(
            timeZone ->
                store
                    .<Outcome<?>>read(reader -> Rules.ownKey(reader, caller, id, now))
                    .map(
                        own -> {
                          meter.flush();
                          return reading.apply(timeZone, now);
                        }));
  }

  private Outcome<ZoneId> zone(Caller caller, @Nullable String name) {
    return name == null
        ? Outcome.done(
            store.read(
                reader -> reader.owner(caller.owner()).map(Owner::timeZone).orElse(ZoneOffset.UTC)))
        : Zones.parse(name, clock.instant());
  }

  /**
   * How a key was used lately.
   *
   * @param zone as for {@link #read}
   */
  public Outcome<UsageHistory> history(Caller caller, KeyId id, @Nullable String zone) {
    return ofKey(
        caller,
        id,
        zone,
        Scope.KEYS_READ,
        (timeZone, now) ->
            new UsageHistory(
                timeZone,
                spans(id, Spans.days(timeZone, now)),
                spans(id, Spans.hours(timeZone, now))));
  }

  private List<UsageHistory.Span> spans(KeyId id, List<Instant> bounds) {
    return Spans.of(bounds, usage.slices(List.of(id), bounds).getOrDefault(id, List.of()));
  }

  /**
   * The requests of each of the last 30 days, today last, for those of the caller's keys that had
   * any.
   *
   * @param ids at most {@link dev.kasava.keys.store.KeyQuery#MOST}; those of others are passed over
   */
  public Outcome<Map<KeyId, List<Long>>> trends(Caller caller, List<KeyId> ids, ZoneId zone) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    Instant now = Rules.now(clock);
    List<KeyId> own =
        store.read(
            reader ->
                ids.stream()
                    .filter(id -> Rules.ownKey(reader, caller, id, now) instanceof Outcome.Done<?>)
                    .toList());
    meter.flush();
    Map<KeyId, List<Long>> trends = new HashMap<>();
    usage
        .slices(own, Spans.days(zone, now))
        .forEach((id, slices) -> trends.put(id, Spans.totals(Spans.DAYS, slices)));
    return Outcome.done(trends);
  }
}
