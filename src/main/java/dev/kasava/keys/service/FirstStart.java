package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;

/** Makes the first owner and the first key of a new store, which may do everything. */
public final class FirstStart {
  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public FirstStart(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
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
                : Optional.of(begin(writer, ownerName, zone, now)));
  }

  private Issue.Claimed begin(KeyWriter writer, String ownerName, ZoneId zone, Instant now) {
    Owner owner = new Owner(mint.newOwnerId(), ownerName, zone, now);
    writer.addOwner(owner);
    ApiKey key =
        new ApiKey(
            mint.newKeyId(),
            owner.id(),
            new KeyName("First key"),
            Scopes.EVERYTHING,
            now,
            null,
            Client.KASAVA,
            null,
            null,
            null,
            now.plus(ApiKey.CLAIM_WINDOW),
            null);
    writer.addKey(key);
    Mint.Minted minted = mint.mint(writer, key, now);
    writer.audit(
        Rules.audit(Caller.operator(owner.id(), Door.CLI), Action.CREATED, minted.key(), "", now));
    return new Issue.Claimed(new KeySummary(minted.key(), null, null), minted.secret());
  }
}
