package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes what is set for the owner as a whole. */
public final class UpdateOwner {
  private static final int LONGEST_DAYS = 3_650;

  private final KeyStore store;
  private final InstantSource clock;

  public UpdateOwner(KeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Sets the zone in which days are counted for whoever names no other.
   *
   * @param name for example Europe/Berlin
   */
  public Outcome<Owner> setTimeZone(Caller caller, String name) {
    return Zones.parse(name, clock.instant())
        .then(zone -> change(caller, owner -> owner.withTimeZone(zone), "time zone: " + zone));
  }

  /**
   * Sets after how many days people's new keys expire unless they choose otherwise.
   *
   * @param days 1 to 3650; null for never
   */
  public Outcome<Owner> setUsualExpiry(Caller caller, @Nullable Integer days) {
    if (days != null && (days < 1 || days > LONGEST_DAYS)) {
      return Outcome.refused(
          new Refusal.Invalid("expiry", "The expiry is 1 to " + LONGEST_DAYS + " days, or never."));
    }
    return change(
        caller,
        owner -> owner.withUsualExpiry(days),
        "usual expiry: " + (days == null ? "never" : days + " days"));
  }

  private Outcome<Owner> change(Caller caller, UnaryOperator<Owner> change, String details) {
    return Rules.administering(
        store,
        caller,
        (writer, standing) ->
            owner(writer, caller)
                .map(before -> keep(writer, caller, before, change.apply(before), details)));
  }

  private static Outcome<Owner> owner(KeyWriter writer, Caller caller) {
    return writer
        .owner(caller.owner())
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound()));
  }

  private Owner keep(KeyWriter writer, Caller caller, Owner before, Owner after, String details) {
    if (!after.equals(before)) {
      writer.updateOwner(after);
      writer.audit(
          Rules.audit(
              caller,
              Action.OWNER_UPDATED,
              after.id(),
              after.id(),
              after.name(),
              details,
              Rules.now(clock)));
    }
    return after;
  }
}
