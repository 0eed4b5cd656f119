package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.usage.UsageMeter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
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
                    .map(own -> counted(id, timeZone, now)));
  }

  private Usage counted(KeyId id, ZoneId zone, Instant now) {
    meter.flush();
    return usage.usage(id, zone, now);
  }

  private Outcome<ZoneId> zone(Caller caller, @Nullable String name) {
    if (name == null) {
      return Outcome.done(
          store.read(
              reader -> reader.owner(caller.owner()).map(Owner::timeZone).orElse(ZoneOffset.UTC)));
    }
    try {
      ZoneId zone = ZoneId.of(name);
      return isCountable(zone) ? Outcome.done(zone) : noZone();
    } catch (DateTimeException e) {
      return noZone();
    }
  }

  /** Counts are by quarters of an hour, as are all zones that people live in. */
  private boolean isCountable(ZoneId zone) {
    return zone.getRules().getOffset(clock.instant()).getTotalSeconds() % 900 == 0;
  }

  private static Outcome<ZoneId> noZone() {
    return Outcome.refused(
        new Refusal.Invalid("tz", "This is no time zone. Use a name such as Europe/Berlin."));
  }
}
