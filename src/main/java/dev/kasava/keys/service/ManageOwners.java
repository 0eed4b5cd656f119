package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The owners of keys in this installation; for the operator alone, who needs no key. */
public final class ManageOwners {
  /** A new owner, and the first key, which may do everything. */
  public record Founded(Owner owner, Issue.Claimed first) {}

  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public ManageOwners(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  /** All owners, the first one first. */
  public List<Owner> list() {
    return store.read(reader -> reader.owners());
  }

  /** Adds an owner of a name that no other has. */
  public Outcome<Founded> add(String name) {
    Instant now = Rules.now(clock);
    return Owner.parseName(name)
        .then(
            fit ->
                store.<Outcome<Founded>>write(
                    writer ->
                        unique(writer, fit)
                            .map(
                                free ->
                                    found(writer, free, ZoneId.of("UTC"), notFirst(writer, now)))));
  }

  /** The first owner stays the first, also where the clock was set back since. */
  private static Instant notFirst(KeyWriter writer, Instant now) {
    return writer
        .firstOwner()
        .map(first -> first.createdAt().plusMillis(1))
        .filter(now::isBefore)
        .orElse(now);
  }

  Founded found(KeyWriter writer, String name, ZoneId zone, Instant now) {
    Owner owner = new Owner(mint.newOwnerId(), name, zone, now);
    writer.addOwner(owner);
    audit(writer, Action.OWNER_ADDED, owner, "", now);
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
            null,
            null);
    writer.addKey(key);
    Mint.Minted minted = mint.mint(writer, key, now);
    writer.audit(Rules.audit(operator(owner), Action.CREATED, minted.key(), "", now));
    return new Founded(
        owner, new Issue.Claimed(new KeySummary(minted.key(), null, null), minted.secret()));
  }

  public Outcome<Owner> rename(OwnerId id, String name) {
    Instant now = Rules.now(clock);
    return Owner.parseName(name)
        .then(
            fit ->
                store.<Outcome<Owner>>write(
                    writer ->
                        find(writer, id)
                            .then(before -> unique(writer, fit).map(free -> before))
                            .map(before -> rename(writer, before, fit, now))));
  }

  private static Owner rename(KeyWriter writer, Owner before, String name, Instant now) {
    Owner after = before.withName(name);
    writer.updateOwner(after);
    audit(writer, Action.OWNER_UPDATED, after, "renamed from: " + before.name(), now);
    return after;
  }

  /**
   * Removes an owner with all members, a part of the keys at a time; when it is broken off, it can
   * be done again. What the audit log says of them stays in the database.
   *
   * @param withKeys whether keys that there are go too; else their owner stays
   */
  public Outcome<Owner> remove(OwnerId id, boolean withKeys) {
    return Parting.untilOver(() -> removeSome(id, withKeys));
  }

  private Outcome<Parting<Owner>> removeSome(OwnerId id, boolean withKeys) {
    Instant now = Rules.now(clock);
    return store.write(
        writer ->
            find(writer, id)
                .then(
                    owner ->
                        writer.firstOwner().filter(owner::equals).isPresent()
                            ? Outcome.refused(
                                new Refusal.Conflict(
                                    "This is the first owner, for whom the operator acts unless"
                                        + " another is named. It stays."))
                            : part(writer, owner, withKeys, now)));
  }

  private static Outcome<Parting<Owner>> part(
      KeyWriter writer, Owner owner, boolean withKeys, Instant now) {
    List<KeySummary> some = someKeys(writer, owner, now);
    if (!some.isEmpty() && !withKeys) {
      return Outcome.refused(
          new Refusal.Conflict(
              "This owner still has keys. Say that they are to be deleted too, or delete them"
                  + " first."));
    }
    for (KeySummary summary : some) {
      writer.deleteKey(summary.key().id(), now);
      writer.audit(
          Rules.audit(
              operator(owner), Action.DELETED, summary.key(), "its owner was removed", now));
    }
    boolean isOver = some.size() < KeyQuery.MOST;
    if (isOver) {
      writer.members(owner.id()).forEach(member -> writer.removeMember(member.id()));
      writer.removeOwner(owner.id());
      audit(writer, Action.OWNER_REMOVED, owner, "", now);
    }
    return Outcome.done(new Parting<>(owner, isOver));
  }

  private static List<KeySummary> someKeys(KeyWriter writer, Owner owner, Instant now) {
    return writer.keys(new KeyQuery(owner.id(), "", null, KeyQuery.MOST, now)).keys();
  }

  private static Outcome<Owner> find(KeyWriter writer, OwnerId id) {
    Optional<Owner> owner = writer.owner(id);
    return owner.isPresent()
        ? Outcome.done(owner.get())
        : Outcome.refused(new Refusal.Invalid("owner", "There is no such owner."));
  }

  private static Outcome<String> unique(KeyWriter writer, String name) {
    return writer.owners().stream().anyMatch(owner -> owner.name().equals(name))
        ? Outcome.refused(
            new Refusal.Conflict("There is an owner of that name already. Choose another name."))
        : Outcome.done(name);
  }

  private static Caller operator(Owner owner) {
    return Caller.operator(owner.id(), Door.CLI);
  }

  private static void audit(
      KeyWriter writer, Action action, Owner owner, String details, Instant now) {
    writer.audit(
        Rules.audit(operator(owner), action, owner.id(), owner.id(), owner.name(), details, now));
  }
}
