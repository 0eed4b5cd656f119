package dev.kasava.keys.service;

import dev.kasava.keys.store.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;

/** Makes the first owner and the first key of a new store, which may do everything. */
public final class FirstStart {
  private final KeyStore store;
  private final ManageOwners owners;
  private final InstantSource clock;

  public FirstStart(KeyStore store, ManageOwners owners, InstantSource clock) {
    this.store = store;
    this.owners = owners;
    this.clock = clock;
  }

  /** Empty when there is an owner already. Of several processes at once, only one gets the key. */
  public Optional<Issue.Claimed> begin(String ownerName, ZoneId zone) {
    if (store.read(reader -> reader.firstOwner()).isPresent()) {
      return Optional.empty();
    }
    Instant now = Rules.now(clock);
    return store.write(
        writer ->
            writer.firstOwner().isPresent()
                ? Optional.empty()
                : Optional.of(owners.found(writer, ownerName, Zones.plain(zone), now).first()));
  }
}
