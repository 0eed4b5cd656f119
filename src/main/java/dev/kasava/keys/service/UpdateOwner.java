package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;

/** Changes what is set for the owner as a whole. */
public final class UpdateOwner {
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
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    return Zones.parse(name, clock.instant())
        .then(
            zone ->
                store.<Outcome<Owner>>write(
                    writer ->
                        Standing.of(writer, caller)
                            .then(Standing::administering)
                            .then(admin -> setTimeZone(writer, caller, zone))));
  }

  private Outcome<Owner> setTimeZone(KeyWriter writer, Caller caller, ZoneId zone) {
    Optional<Owner> before = writer.owner(caller.owner());
    if (before.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound());
    }
    Owner after = withZone(before.get(), zone);
    if (!after.equals(before.get())) {
      writer.updateOwner(after);
      writer.audit(
          Rules.audit(
              caller,
              Action.OWNER_UPDATED,
              after.id(),
              after.id(),
              after.name(),
              "time zone: " + zone,
              Rules.now(clock)));
    }
    return Outcome.done(after);
  }

  private static Owner withZone(Owner owner, ZoneId zone) {
    return new Owner(owner.id(), owner.name(), zone, owner.createdAt());
  }
}
